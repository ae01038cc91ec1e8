import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../contract/run-record.ts';
import { Task } from '../contract/task.ts';
import { memoryLab } from './memory-lab.fixture.ts';
import { recordedStory, replaying, type StoryAnswer } from './recorded-answers.fixture.ts';
import { runTask } from './run-task.ts';

interface Retold {
  maxRounds?: number | undefined;
  /** Other recorded answers in place of a story's own, by step. */
  instead?: Record<string, string> | undefined;
  task?: Partial<Task> | undefined;
  cpuMs?: number | undefined;
}

/** Runs a recorded sample again: every answer is the model's own, everything else happens anew. */
async function retell(id: string, sample: number, options: Retold = {}): Promise<JournalEntry> {
  const { maxRounds = 2, instead = {}, task: change = {}, cpuMs = 1_000 } = options;
  const answers = recordedStory(id, sample).map((one) => ({
    ...one,
    answer: instead[one.step] ?? one.answer,
  }));
  const task = Task.parse({ ...taskOf(id), ...change });
  const config = { maxRounds, sandbox: { cpuMs } };
  await using lab = await memoryLab({ chat: replaying(answers), profile: 'standard', config });
  const key = { suite: 'recorded', arm: 'C' as const, task: id, sample };
  return await runTask(lab, { key, task, pipeline: 'full' });
}

function taskOf(id: string): Task {
  const lines = readFileSync('fixtures/answers/story-tasks.jsonl', 'utf8').trim().split('\n');
  const tasks = lines.map((line) => Task.parse(JSON.parse(line)));
  const found = tasks.find((task) => task.task_id === id);
  if (found === undefined) throw new RangeError(`no task ${id}`);
  return found;
}

function answerOf(id: string, sample: number, step: string): string {
  const found: StoryAnswer | undefined = recordedStory(id, sample).find((one) => one.step === step);
  if (found === undefined) throw new RangeError(`no answer ${id} ${sample} ${step}`);
  return found.answer;
}

function stepsOf({ transcript }: JournalEntry): string[] {
  return transcript.flatMap((event) =>
    event.type === 'completion'
      ? [event.step]
      : event.type === 'verdict'
        ? [`${event.step}: ${event.status}`]
        : [],
  );
}

describe('samples that a real model gave (SmolLM2-135M-Instruct)', () => {
  test('a right program that wrong tests reject counts as passed, as a false alarm, and as spoilt by its repair', async () => {
    const told = await retell('recorded/sumEven', 0);
    expect(told.record).toMatchObject({ outcome: 'passed', verdict: 'passed' });
    expect(told.record.scores).toMatchObject({
      pass: 1,
      agreement: 0,
      false_alarm: 1,
      assertions_hold: 2 / 7,
      pass_after_repair: 0,
    });
    expect(told.record.counts).toMatchObject({ fn: 1, repair_rounds: 2, repair_refused: 0 });
    expect(stepsOf(told)).toEqual([
      'plan',
      'code',
      'hidden: passed',
      'tests',
      'tests-on-program: failed',
      'repair-1',
      'tests-on-repair-1: failed',
      'repair-2',
      'tests-on-repair-2: failed',
      'hidden-after-repair: failed',
    ]);
  });

  test('a wrong program that its tests reject agrees with the hidden tests; repair may fail', async () => {
    const { record } = await retell('recorded/sumEven', 1);
    expect(record).toMatchObject({ outcome: 'failed', verdict: 'failed' });
    expect(record.scores).toMatchObject({ pass: 0, agreement: 1, pass_after_repair: 0 });
    expect(record.scores).not.toHaveProperty('false_alarm');
    expect(record.counts).toMatchObject({ tn: 1, repair_rounds: 2 });
  });

  test('a program that does not compile is mended by the error it is shown; pass stays that of round 0', async () => {
    const told = await retell('recorded/square', 0);
    expect(told.record).toMatchObject({ outcome: 'failed', verdict: 'errored' });
    expect(told.record.scores).toMatchObject({ pass: 0, agreement: 1, pass_after_repair: 1 });
    expect(told.record.counts).toMatchObject({ tn: 1, repair_rounds: 2, repair_refused: 0 });
    const [, , , mended] = told.transcript.filter((event) => event.type === 'completion');
    expect(mended?.messages.at(-1)?.content).toContain('SyntaxError: Invalid regular expression');
    // One of the tester's assertions is wrong, so its tests go on failing: the round it is mended in does not matter.
    const once = await retell('recorded/square', 0, { maxRounds: 1 });
    expect(once.record.scores['pass_after_repair']).toBe(1);
  });

  test('repair ends as soon as the tester’s tests pass', async () => {
    // The recorded tester without the one assertion of its five that is wrong.
    const tests = '```js\nassert.deepEqual(square(5), 25);\n```';
    const told = await retell('recorded/square', 0, { instead: { tests } });
    expect(told.record.scores).toMatchObject({ pass: 0, pass_after_repair: 1, assertions_hold: 1 });
    expect(told.record.counts).toMatchObject({ repair_rounds: 1 });
    expect(stepsOf(told)).not.toContain('repair-2');
  });

  test('a wrong program that the tests let through is not repaired', async () => {
    // The two assertions that hold of the seven recorded in sample 0; the program of sample 1 passes both.
    const tests = '```js\nassert.deepEqual(sumEven([]), 0);\nassert.deepEqual(sumEven([2]), 2);\n```';
    const { record } = await retell('recorded/sumEven', 1, { instead: { tests } });
    expect(record.scores).toMatchObject({ pass: 0, agreement: 0, assertions_hold: 1, pass_after_repair: 0 });
    expect(record.counts).toMatchObject({ fp: 1, repair_rounds: 0 });
  });

  test('an answer without a program ends repair, is counted, and leaves the last program standing', async () => {
    const refused = answerOf('recorded/maxOf', 1, 'repair-2');
    const told = await retell('recorded/reverseText', 1, { instead: { 'repair-1': refused } });
    expect(told.record.scores).toMatchObject({ pass: 1, agreement: 0, pass_after_repair: 1 });
    expect(told.record.counts).toMatchObject({ repair_rounds: 1, repair_refused: 1 });
    expect(stepsOf(told)).not.toContain('repair-2');
  });

  test('without rounds nothing is asked again and nothing is recorded of repair', async () => {
    const { record, transcript } = await retell('recorded/sumEven', 0, { maxRounds: 0 });
    expect(record.scores).not.toHaveProperty('pass_after_repair');
    expect(transcript.filter((event) => event.type === 'completion')).toHaveLength(3);
  });
});

describe('what a repair prompt holds', () => {
  test('the program, the tester’s own tests and what they said, and nothing of the hidden tests', async () => {
    const cases = [
      { args: [[70_001, 70_002]], expected: 70_002 },
      ...(taskOf('recorded/sumEven').cases ?? []),
    ];
    const told = await retell('recorded/sumEven', 1, { task: { cases } });
    const repairs = told.transcript.filter(
      (event) => event.type === 'completion' && event.step.startsWith('repair'),
    );
    expect(repairs).toHaveLength(2);
    const [first] = repairs;
    const asked = first?.type === 'completion' ? (first.messages.at(-1)?.content ?? '') : '';
    expect(asked).toContain('Your last program:\n```js\nfunction sumEven(');
    expect(asked).toContain('assert.deepEqual(sumEven(');
    expect(asked).toContain('AssertionError: Expected values to be');
    // The hidden tests did fail on that case, and the record says so; no act, prompt or answer does.
    const said = told.transcript.filter((event) => ['request', 'completion', 'answer'].includes(event.type));
    expect(JSON.stringify(told.transcript)).toMatch(/7000\d/);
    expect(JSON.stringify(said)).not.toMatch(/7000\d/);
    expect(JSON.stringify(said)).not.toContain(
      JSON.stringify(taskOf('recorded/sumEven').reference).slice(1, -1),
    );
  });

  test('of a program stopped at a limit only that it was: how far it came differs from run to run', async () => {
    const endless = '```js\nfunction sumEven() { for (let n = 0; ; n += 1) console.log(n); }\n```';
    const { transcript } = await retell('recorded/sumEven', 1, {
      maxRounds: 1,
      instead: { code: endless },
      cpuMs: 100,
    });
    const request = transcript.find((event) => event.type === 'request' && event.step === 'repair-1');
    expect(request).toMatchObject({ request: { failing: { logs: 'The program did not end in time.' } } });
  });
});
