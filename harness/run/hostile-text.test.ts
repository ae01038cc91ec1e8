import { afterAll, beforeAll, expect, test } from 'vitest';
import { inMemoryPort } from '../acts/in-memory-port.ts';
import { jsonHandler } from '../acts/json-handler.ts';
import { canonicalJson } from '../contract/canonical-json.ts';
import type { Json } from '../contract/json.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import { Task } from '../contract/task.ts';
import { memoryLab } from './memory-lab.fixture.ts';
import { runTask } from './run-task.ts';

let lab: Awaited<ReturnType<typeof memoryLab>>;
beforeAll(async () => {
  const nobody = { complete: () => Promise.reject(new Error('no model is asked here')) };
  lab = await memoryLab({ chat: nobody, profile: 'compact' });
});
afterAll(() => lab[Symbol.asyncDispose]());

const statement = 'Gives a text of one unit.\u2028Nothing\u2029more.';
const task = Task.parse({
  task_id: 'hostile/text',
  lang: 'js',
  statement,
  signature: 'function unit(code)',
  entry_point: 'unit',
  reference: 'function unit(code) { return String.fromCharCode(code); }',
  cases: [{ args: [0x41], expected: 'A' }],
});

/** A coder's sample whose agent answers so. */
async function sampleOf(answer: () => { [key: string]: Json }): Promise<JournalEntry> {
  const handler = jsonHandler(() => Promise.resolve().then(answer));
  const port = inMemoryPort({ role: 'coder', handler, arm: 'C' });
  const coder = { port, deadlineMs: 120_000, isOutside: false };
  const team = 'members' in lab.team ? { ...lab.team, members: { coder } } : lab.team;
  const key = { suite: 'hostile', arm: 'C' as const, task: task.task_id, sample: 0 };
  return await runTask({ ...lab, team }, { key, task, pipeline: 'coder' });
}

test('a lone surrogate in an answer is replaced, noted, and judged as any program', async () => {
  const entry = await sampleOf(() => ({
    code: 'const odd = "\ud800"; function unit(code) { return String.fromCharCode(code); }',
    lang: 'js',
  }));
  expect(entry.record.outcome).toBe('passed');
  expect(() => canonicalJson(entry)).not.toThrow();
  expect(entry.transcript).toContainEqual({
    type: 'note',
    text: 'lone surrogates replaced: answer of the coder',
  });
  expect(JSON.stringify(entry.transcript)).toContain('const odd = \\"\ufffd\\"');
});

test.each([
  ['a refusal', () => ({ refusal: { reason: 'no\udc00', text: '\ud800' } }), 'agent'],
  [
    'an error whose text is cut in the middle of a pair',
    () => {
      throw new Error(`${'x'.repeat(290)}${'😀'.repeat(40)}`);
    },
    'harness',
  ],
  [
    'a program that logs, throws and returns half a pair',
    () => ({
      code: 'function unit() { console.log("\\ud800"); throw Object.assign(new Error("\\udfff"), { name: "\\ud800" }); }',
    }),
    'failed',
  ],
] as const)('%s can be written to the journal', async (_name, answer, outcome) => {
  const entry = await sampleOf(answer);
  expect(entry.record.outcome).toBe(outcome);
  expect(() => canonicalJson(entry)).not.toThrow();
});
