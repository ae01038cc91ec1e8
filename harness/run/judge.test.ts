import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type ProgramInput, type Sandbox } from '../../sandbox/index.ts';
import { runClock } from './clock.ts';
import { endingOf, judge } from './judge.ts';
import { Trail } from './trail.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const cases = [
  { args: [1], expected: 2 },
  { args: [2], expected: 4 },
];
async function judged(program: ProgramInput) {
  const trail = new Trail(
    { suite: 's', arm: 'PM', task: 't', sample: 0 },
    { runSeed: 1, clock: runClock(Date.now()) },
  );
  const verdict = await judge(sandbox, trail, { step: 'hidden', program });
  return { trail, ending: endingOf(verdict), event: trail.transcript[0] };
}

test('a right program passes and says how many checks hold', async () => {
  const { ending } = await judged({ code: 'function solution(n) { return n * 2; }', cases });
  expect(ending).toMatchObject({ outcome: 'passed', cause: 'all 2 checks hold', verdict: 'passed' });
});

test('a wrong one fails in one line that names the case and what came', async () => {
  const { ending } = await judged({ code: 'function solution(n) { return n + 1; }', cases });
  expect(ending).toMatchObject({ outcome: 'failed', cause: 'case 2: got 3' });
});

test('of one that ends at a limit only the status is recorded', async () => {
  const code = 'function solution() { console.log(Math.random()); for (;;) console.log("x"); }';
  const { ending, event } = await judged({ code, cases, limits: { cpuMs: 200, wallMs: 3_000 } });
  expect(ending).toMatchObject({ outcome: 'timeout', cause: 'timed-out' });
  expect(event).toMatchObject({ status: 'timed-out', logs: '', error: null, detail: [] });
});

test('a refused attempt is counted by its API', async () => {
  const code =
    'async function solution(n) { try { await fetch("http://127.0.0.1/"); } catch {} return n * 2; }';
  const { trail } = await judged({ code, cases });
  expect(trail.observation.refused).toEqual({ fetch: 2 });
});
