import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlannerAnswer } from '../contract/agent-messages.ts';
import type { ChatReply } from '../contract/chat.ts';
import { createPool } from '../pool/create-pool.ts';
import type { Pool } from '../pool/pool.ts';
import { microTasks, nanoOptions } from '../pool/testing/nano.ts';
import type { AgentTools } from './agent-tools.ts';
import { plan } from './planner.ts';
import { loadPrompts } from './render-prompt.ts';

// At temperature 2 the embedded model, which never errs in form at 0, forgets the form of a plan.
const wild = { topK: 0, topP: 1, minP: 0, maxTokens: 300 };
const tasks = microTasks(12);

let pool: Pool;
beforeAll(async () => {
  pool = await createPool(await nanoOptions());
});
afterAll(() => pool[Symbol.asyncDispose]());

async function plansOf(options: { grammar: boolean; temperature: number }) {
  const { grammar, temperature } = options;
  const replies: ChatReply[] = [];
  const answers: PlannerAnswer[] = [];
  for (const [seed, { statement, signature, entry_point: entryPoint, lang }] of tasks.entries()) {
    const tools: AgentTools = {
      prompts: loadPrompts('compact'),
      grammar,
      complete: async (messages, order = {}) => {
        const { reply } = await pool.complete({
          messages,
          sampling: { ...wild, temperature },
          seed,
          ...order,
        });
        replies.push(reply);
        return reply;
      },
    };
    answers.push(await plan({ statement, signature, entryPoint, lang }, tools));
  }
  const refused = answers.map((answer) => 'refusal' in answer);
  return { answers, refused, ended: replies.map((reply) => reply.finishReason === 'stop') };
}

test('with the grammar every plan that ends is taken, where free text of the same model is refused', async () => {
  const free = await plansOf({ grammar: false, temperature: 2 });
  const bound = await plansOf({ grammar: true, temperature: 2 });
  expect(free.refused.filter((refused, index) => refused && free.ended[index]).length).toBeGreaterThan(0);
  expect(bound.ended.filter(Boolean).length).toBeGreaterThan(tasks.length / 2);
  // What the grammar cannot promise is an end: an answer cut off at its last token stays a refusal.
  expect(bound.refused).toEqual(bound.ended.map((hasEnded) => !hasEnded));
});

test('the grammar leaves plans as they are that have the form anyway', async () => {
  const free = await plansOf({ grammar: false, temperature: 0 });
  expect(free.refused).not.toContain(true);
  expect((await plansOf({ grammar: true, temperature: 0 })).answers).toEqual(free.answers);
});
