import { expect, test } from 'vitest';
import { type ChatClient, Sampling } from '../contract/chat.ts';
import { runClock } from './clock.ts';
import { CompletionDesk } from './desk.ts';
import { deriveSeed } from '../record/seed.ts';
import { Trail } from './trail.ts';

const sampling = Sampling.parse({ temperature: 0.5, maxTokens: 7 });
const orderOf = (span: string, index: number) => ({
  messages: [{ role: 'user' as const, content: 'hello' }],
  trace: { span, index },
});

/** Answers with the seed and sampling it was really asked with. */
const echo: ChatClient = {
  complete: (request) =>
    Promise.resolve({
      reply: {
        text: JSON.stringify([request.seed, request.sampling.maxTokens]),
        finishReason: 'stop' as const,
        tokens: { prefill: 1, decode: 2 },
      },
      observation: { worker: 0, queueMs: 0, firstTokenMs: 0, wallMs: 0, retries: 0 },
    }),
};

function scene() {
  const trail = new Trail(
    { suite: 's', arm: 'C', task: 't', sample: 3 },
    { runSeed: 42, clock: runClock(Date.now()) },
  );
  return { trail, desk: new CompletionDesk(echo, sampling) };
}

const seedOf = (role: string, turn: number) =>
  deriveSeed({ runSeed: 42, suite: 's', case: 't', repeat: 3, role, turn });

test('seed and sampling are the run host’s, whatever the agent asked for', async () => {
  const { trail, desk } = scene();
  desk.open('a', { trail, role: 'coder', step: 'code' });
  const reply = await desk.of('coder').complete(orderOf('a', 0));
  expect(JSON.parse(reply.text)).toEqual([seedOf('coder', 0), 7]);
  expect(trail.seeds).toEqual({ coder: seedOf('coder', 0) });
});

test('each completion of a role in a sample has a turn, and so a seed, of its own', async () => {
  const { trail, desk } = scene();
  const question = desk.open('a', { trail, role: 'coder', step: 'code' });
  await desk.of('coder').complete(orderOf('a', 0));
  await desk.of('coder').complete(orderOf('a', 1));
  question[Symbol.dispose]();
  desk.open('b', { trail, role: 'coder', step: 'code-with-plan' });
  await desk.of('coder').complete(orderOf('b', 0));
  expect(trail.seeds).toEqual({
    coder: seedOf('coder', 0),
    'coder/1': seedOf('coder', 1),
    'coder/2': seedOf('coder', 2),
  });
});

test('an agent that was restarted and asks again leaves the transcript as if it had not been', async () => {
  const calm = scene();
  calm.desk.open('a', { trail: calm.trail, role: 'tester', step: 'tests' });
  await calm.desk.of('tester').complete(orderOf('a', 0));
  const disturbed = scene();
  disturbed.desk.open('a', { trail: disturbed.trail, role: 'tester', step: 'tests' });
  for (let tries = 0; tries < 3; tries += 1) await disturbed.desk.of('tester').complete(orderOf('a', 0));
  expect(disturbed.trail.transcript).toEqual(calm.trail.transcript);
  expect(disturbed.trail.observation.completions).toHaveLength(3);
});

test('a completion for a question that is not open is refused', async () => {
  const { trail, desk } = scene();
  desk.open('a', { trail, role: 'coder', step: 'code' })[Symbol.dispose]();
  await expect(desk.of('coder').complete(orderOf('a', 0))).rejects.toThrow(/HERMES_RUN_PROTOCOL/);
});

test('a completion under a question to another role is refused and leaves the transcript alone', async () => {
  const { trail, desk } = scene();
  desk.open('a', { trail, role: 'planner', step: 'plan' });
  await desk.of('planner').complete(orderOf('a', 0));
  const before = structuredClone(trail.transcript);
  await expect(desk.of('coder').complete(orderOf('a', 0))).rejects.toThrow(
    /HERMES_RUN_PROTOCOL.*not open for it/,
  );
  expect(trail.transcript).toEqual(before);
});
