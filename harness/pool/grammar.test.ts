import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { ChatRequest } from '../contract/chat.ts';
import type { Json } from '../contract/json.ts';
import { createPool } from './create-pool.ts';
import type { Pool } from './pool.ts';
import { coderRequest, microTasks, nanoOptions } from './testing/nano.ts';
import { toGrammarSchema } from './worker/grammar-schema.ts';

const Plan = z.strictObject({ steps: z.array(z.string()).min(1).max(4) });
const formatOf = (schema: unknown) => ({ type: 'json-schema' as const, schema: schema as Json });
const planFormat = formatOf(z.toJSONSchema(Plan));

let pool: Pool;
beforeAll(async () => {
  pool = await createPool(await nanoOptions());
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
});

function plannerRequest(change: Partial<ChatRequest> = {}): ChatRequest {
  const [task] = microTasks(1);
  if (task === undefined) throw new Error('no task');
  const request = coderRequest(task);
  const [, user] = request.messages;
  if (user === undefined) throw new Error('no user message');
  return { ...request, messages: [{ role: 'system', content: 'You are the Planner.' }, user], ...change };
}

const wildSampling = { temperature: 2, topK: 0, topP: 1, minP: 0, maxTokens: 300 };

test('A schema does not change what a model says that keeps to it anyway, and adds no white space.', async () => {
  const free = await pool.complete(plannerRequest());
  const bound = await pool.complete(plannerRequest({ responseFormat: planFormat }));
  expect(bound.reply.text).toBe(free.reply.text);
  expect(bound.reply.finishReason).toBe('stop');
});

test('However wild the sampling, an answer under a schema parses with the zod schema it came from; without one it does not.', async () => {
  const ask = (seed: number, change: Partial<ChatRequest>) =>
    pool.complete(plannerRequest({ seed, sampling: wildSampling, ...change }));
  const parses = (text: string) => {
    try {
      return Plan.safeParse(JSON.parse(text)).success;
    } catch {
      return false;
    }
  };
  const seeds = [1, 2, 3, 4, 5, 6];
  const bound = await Promise.all(seeds.map((seed) => ask(seed, { responseFormat: planFormat })));
  const free = await Promise.all(seeds.map((seed) => ask(seed, {})));
  const finished = bound.filter(({ reply }) => reply.finishReason === 'stop');
  expect(finished.length).toBeGreaterThan(2);
  expect(finished.filter(({ reply }) => !parses(reply.text))).toEqual([]);
  expect(free.filter(({ reply }) => parses(reply.text)).length).toBeLessThan(seeds.length);
});

test('Streamed pieces of an answer under a schema add up to its text.', async () => {
  const pieces: string[] = [];
  const request = plannerRequest({ seed: 2, sampling: wildSampling, responseFormat: planFormat });
  const { reply } = await pool.complete(request, { onText: (text) => void pieces.push(text) });
  expect(pieces.join('')).toBe(reply.text);
});

test('A schema with enums, unions, booleans and nested definitions is followed.', async () => {
  const Node = z.strictObject({ kind: z.enum(['leaf', 'twig']), weight: z.union([z.boolean(), z.null()]) });
  const Tree = z.strictObject({ first: Node, second: Node, last: z.literal('end') });
  const responseFormat = formatOf(z.toJSONSchema(Tree, { reused: 'ref' }));
  const { reply } = await pool.complete(plannerRequest({ responseFormat, seed: 1, sampling: wildSampling }));
  expect(() => Tree.parse(JSON.parse(reply.text))).not.toThrow();
});

test.each([
  [{ type: 'weird' }, '#/type'],
  [{}, '#'],
  [{ type: 'string', pattern: '^a' }, '#/pattern'],
  [{ type: 'object', properties: { a: { allOf: [] } } }, '#/properties/a/allOf'],
  [{ $ref: '#' }, '#/$ref'],
  [true, '#'],
])(
  'The schema %j is refused and the place is named, as the grammar could not follow it.',
  async (schema, place) => {
    expect(() => toGrammarSchema(schema as Json)).toThrow(/HERMES_POOL_GRAMMAR/);
    const refusal = pool.complete(plannerRequest({ responseFormat: formatOf(schema) }));
    await expect(refusal).rejects.toThrow(` at ${place} of the JSON schema`);
  },
);
