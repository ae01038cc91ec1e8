import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { extractTests } from '../agents/extract-tests.ts';
import { Task } from '../contract/task.ts';
import { equivalentMutants } from '../tasks/mutants/equivalent-mutants.ts';
import { runClock } from './clock.ts';
import { recordedAnswer } from './recorded-answers.fixture.ts';
import { scoreTests } from './test-score.ts';
import { Trail } from './trail.ts';

// The tasks that the recorded testers were asked about.
const countVowels = Task.parse({
  task_id: 'recorded/countVowels',
  statement: 'Count the vowels in the text.',
  signature: 'function countVowels(text)',
  entry_point: 'countVowels',
  reference: "function countVowels(text) {\n  return [...text].filter((c) => 'aeiou'.includes(c)).length;\n}",
  cases: [
    { args: [''], expected: 0 },
    { args: ['xyz'], expected: 0 },
    { args: ['queue'], expected: 4 },
    { args: ['a b c d'], expected: 1 },
  ],
  wrong: [
    'function countVowels(text) { return text.length; }',
    "function countVowels(text) { return new Set([...text].filter((c) => 'aeiou'.includes(c))).size; }",
    "function countVowels(text) { return text.split('a').length - 1; }",
  ],
});

const wordsWithD = Task.parse({
  task_id: 'recorded/wordsWithD',
  statement: 'Return the words containing d in str as a reversed list.',
  signature: 'function asOutput(str)',
  entry_point: 'asOutput',
  reference: "function asOutput(str) {\n  return str.split(' ').filter((w) => w.includes('d')).reverse();\n}",
  cases: [
    { args: ['road red cat'], expected: ['red', 'road'] },
    { args: ['win'], expected: [] },
  ],
});

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
});
afterAll(() => sandbox[Symbol.asyncDispose]());

async function scored(task: Task, assertions: string[], caps = { max: 100, cpuMs: 10_000 }) {
  const key = { suite: 'recorded', arm: 'C' as const, task: task.task_id, sample: 0 };
  const trail = new Trail(key, { runSeed: 42, clock: runClock(Date.now()) });
  await scoreTests({
    sandbox,
    trail,
    task,
    assertions,
    limits: { cpuMs: 1_000 },
    caps,
    mutantsOf: (one) => equivalentMutants(one, sandbox),
  });
  const note = trail.transcript.at(-1);
  if (note?.type !== 'note') throw new TypeError('the scoring left no note');
  const spent = trail.observation.executions.filter(({ step }) => step.startsWith('assertion-'));
  const cpuMs = spent.reduce((sum, execution) => sum + execution.cpuMs, 0);
  return { scores: trail.scores, counts: trail.counts, cpuMs, note: JSON.parse(note.text) as Note };
}

interface Note {
  assertions: string[];
  held: boolean[];
  killed: string[];
  alive: string[];
  wrongCaught: boolean[];
}

function recordedAssertions(file: string, id: string): string[] {
  const { answer, entry_point: entryPoint } = recordedAnswer(file, id);
  const found = extractTests(answer, { entryPoint });
  if (found.kind === 'refusal') throw new TypeError(found.reason);
  return found.assertions;
}

describe('assertions that real testers wrote, on a real reference and its mutants', () => {
  test('of SmolLM2’s five, the one that counts the vowels of “ab acc” right holds, and only it convicts', async () => {
    const assertions = recordedAssertions('smollm2-135m-instruct', 'smol/tester-warm/countVowels');
    const { scores, counts, note } = await scored(countVowels, assertions);
    expect(note.held).toEqual([false, false, false, false, true]);
    expect(scores).toMatchObject({ assertions_hold: 1 / 5, tests_all_hold: 0 });
    // “ab acc” has six characters, one kind of vowel and two a: only the count of characters and of kinds is found out.
    expect(note.wrongCaught).toEqual([true, true, false]);
    expect(scores['wrong_caught']).toBe(2 / 3);
    expect(counts).toMatchObject({ wrong_total: 3, wrong_caught: 2, assertions_held: 1 });
    expect(note).toMatchObject({ alive: [], killed: { length: 5 } });
    expect(scores['mutants_killed']).toBe(1);
  });

  test('an assertion that the embedded model says twice counts once; an empty list convicts what never filters', async () => {
    const assertions = recordedAssertions('nano', 'nano/tester/word');
    expect(assertions.length).toBe(3);
    const { scores, counts, note } = await scored(wordsWithD, assertions);
    expect(note.assertions).toEqual([
      "assert.deepEqual(asOutput('river jam'), []);",
      "assert.deepEqual(asOutput('river ant'), []);",
    ]);
    expect(scores).toMatchObject({ assertions_hold: 1, tests_all_hold: 1, wrong_caught: null });
    expect(counts).toMatchObject({
      assertions_total: 2,
      assertions_held: 2,
      mutants_total: 6,
      mutants_killed: 3,
    });
    // No word with d, so no list to reverse, nothing that an empty separator or a filter without an answer would change.
    expect(note.alive).toEqual([
      "MethodExpression in line 2: str.split(' ').filter(w => w.includes('d'))",
      'StringLiteral in line 2: ""',
      'ArrowFunction in line 2: () => undefined',
    ]);
    expect(scores['mutants_killed']).toBe(1 / 2);
  });

  test('assertions that the reference violates convict nobody, though every mutant violates them, too', async () => {
    const task = Task.parse({
      task_id: 'recorded/makePart',
      statement:
        'Given arr, give back a list in descending order of the numbers, made absolute and then increased by 9.',
      signature: 'function makePart(arr)',
      entry_point: 'makePart',
      reference:
        'function makePart(arr) {\n  return arr.map((x) => Math.abs(x)).map((x) => x + 9).sort((a, b) => b - a);\n}',
      cases: [{ args: [[7, -3]], expected: [16, 12] }],
    });
    const { scores, counts } = await scored(task, recordedAssertions('nano', 'nano/tester/0'));
    expect(counts).toMatchObject({ assertions_total: 3, assertions_held: 0, mutants_killed: 0 });
    expect(counts['mutants_total']).toBeGreaterThan(3);
    expect(scores).toMatchObject({ assertions_hold: 0, tests_all_hold: 0, mutants_killed: 0 });
  });
});

test('a class that must share a realm with its tests is judged there by a tester’s assertions, too', async () => {
  const counter = coreTasks().find(
    (task) => task.crossing === 'realm' && task.signature.startsWith('class '),
  );
  if (counter === undefined) throw new RangeError('no such task');
  const { scores, note } = await scored(counter, [
    `assert.equal(typeof new ${counter.entry_point}(1), 'object');`,
  ]);
  expect(note.held).toEqual([true]);
  expect(scores['assertions_hold']).toBe(1);
});

function coreTasks(): Task[] {
  const lines = readFileSync('fixtures/tasks/core.jsonl', 'utf8').trim().split('\n');
  return lines.map((line) => Task.parse(JSON.parse(line)));
}

describe('a tester that looks for the mutation instead of testing', () => {
  const double = {
    task_id: 'tells/double',
    statement: 'Double every number but the negative ones.',
    signature: 'function double(xs)',
    entry_point: 'double',
    reference: `const isNegative = (x) => x < 0;
function double(xs) {
  const out = [];
  for (const x of xs) { if (isNegative(x)) { out.push(x); } else { out.push(x * 2); } }
  return out;
}`,
    cases: [
      { args: [[1, -1, 0, 3]], expected: [2, -1, 0, 6] },
      { args: [[]], expected: [] },
    ],
  };
  const tells: [string, string][] = [
    ['the switch by name', "assert(typeof stryMutAct_9fa48 === 'undefined')"],
    [
      'coverage globals',
      "assert(typeof stryCov_9fa48 === 'undefined' && typeof __stryker__ === 'undefined')",
    ],
    [
      'any name that Stryker knows',
      'assert(!Object.getOwnPropertyNames(globalThis).some((name) => /stry[mc]|mutant|cov_/i.test(name)))',
    ],
    ['source text', 'assert(!/stry|mutant|9fa48|true|false/i.test(double.toString()))'],
    [
      'source text of a helper',
      "assert(typeof isNegative !== 'function' || !/stry|true|false/.test(String(isNegative)))",
    ],
    ['length and name', "assert.deepEqual([double.name, double.length < 2], ['double', true])"],
    [
      'stack',
      "let stack = ''; try { double(null); } catch (error) { stack = String(error.stack); } assert(!/stry|mutant/i.test(stack));",
    ],
    [
      'time',
      'const t = performance.now(); for (let i = 0; i < 50; i++) double([1]); assert(performance.now() - t < 1);',
    ],
    [
      'time of day',
      'const t = Date.now(); for (let i = 0; i < 50; i++) double([1]); assert(Date.now() - t <= 1);',
    ],
    ['environment', "assert(typeof process === 'undefined' || !process.env.__STRYKER_ACTIVE_MUTANT__)"],
  ];

  test.each(['data', 'realm'] as const)('kills none (crossing %s)', async (crossing) => {
    const task = Task.parse({ ...double, crossing });
    for (const [name, tell] of tells) {
      const { counts } = await scored(task, [tell]);
      expect({ name, ...counts }).toMatchObject({ name, assertions_held: 1, mutants_killed: 0 });
      expect(counts.mutants_total).toBeGreaterThan(3);
    }
  });

  test('kills none by being slow: assertions that hold one by one hold together, or reject nothing', async () => {
    const burn = (n: number) => `{ let x = 0; for (let i = 0; i < 4e8; i++) x += i; assert(x > ${n}); }`;
    const { counts } = await scored(Task.parse(double), [burn(1), burn(2), burn(3), burn(4), burn(5)]);
    expect(counts.mutants_killed).toBe(0);
  });
});

describe('the cost of assertions', () => {
  test('is capped in number: what is over the cap does not hold', async () => {
    const assertions = [0, 1, 2, 3].map((n) => `assert.equal(countVowels('${'a'.repeat(n)}'), ${n});`);
    const { counts, scores } = await scored(countVowels, assertions, { max: 2, cpuMs: 10_000 });
    expect(counts).toMatchObject({ assertions_total: 4, assertions_held: 2 });
    expect(scores.assertions_hold).toBe(0.5);
  });

  test('is capped in time: twenty endless assertions cost no more than the budget and one attempt', async () => {
    const assertions = Array.from({ length: 20 }, (_, n) => `for (;;) assert(${n} < 20);`);
    const { counts, cpuMs } = await scored(countVowels, assertions, { max: 100, cpuMs: 3_000 });
    expect(counts).toMatchObject({ assertions_total: 20, assertions_held: 0 });
    expect(cpuMs).toBeLessThan(4_000);
  });
});
