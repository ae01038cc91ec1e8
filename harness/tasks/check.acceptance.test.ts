import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { checkTasks } from './check.ts';
import { unsoundTasks } from './broken-test.ts';
import { problemsText } from './task-problem.ts';
import { tasks } from './tasks.ts';

const directory = mkdtempSync(join(tmpdir(), 'hermes-check-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 2 });
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

const good = {
  task_id: 'good',
  statement: 'Add.',
  signature: 'function add(a, b)',
  entry_point: 'add',
  reference: 'function add(a, b) { return a + b; }',
  cases: [
    { args: [1, 2], expected: 3 },
    { args: [2, 2], expected: 4 },
  ],
  wrong: ['function add(a, b) { return a - b; }'],
};

async function kindsOf(...records: (object | string)[]): Promise<string[]> {
  const path = join(directory, 'tasks.jsonl');
  writeFileSync(
    path,
    records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n'),
  );
  return (await checkTasks(path, { sandbox })).map(
    ({ line, severity, kind }) => `${line} ${severity} ${kind}`,
  );
}

describe('checkTasks()', () => {
  test('finds nothing wrong with a good task, with cases or with test code', async () => {
    const { cases: _cases, ...rest } = good;
    const tested = {
      ...rest,
      task_id: 'tested',
      test: 'assert.equal(add(1, 2), 3); assert.equal(add(2, 2), 4);',
    };
    expect(await kindsOf(good, tested)).toEqual([]);
  });

  test.each<[string, object | string, string]>([
    ['a line that is not JSON', '{"task_id"', 'error bad-line'],
    ['a missing field', { ...good, reference: undefined }, 'error bad-line'],
    ['an unknown field', { ...good, crosing: 'data' }, 'error unknown-field'],
    [
      'a value that JSON cannot hold',
      JSON.stringify(good).replace('"expected":3', '"expected":1e999'),
      'error not-serialisable',
    ],
    [
      'half a surrogate pair',
      JSON.stringify({ ...good, cases: [{ args: ['\ud800'], expected: 1 }] }),
      'error not-serialisable',
    ],
    [
      'an entry point that the reference lacks',
      { ...good, entry_point: 'plus', signature: 'function plus(a, b)' },
      'error wrong-entry-point',
    ],
    [
      'a signature of another name',
      { ...good, signature: 'function plus(a, b)' },
      'error signature-without-entry-point',
    ],
    [
      'cases that contradict each other',
      { ...good, cases: [...good.cases, { args: [1, 2], expected: 4 }] },
      'error conflicting-cases',
    ],
    [
      'a case given twice',
      { ...good, cases: [...good.cases, { args: [1, 2], expected: 3 }] },
      'warning repeated-case',
    ],
    [
      'a reference that fails',
      { ...good, reference: 'function add(a, b) { return a * b; }' },
      'error reference-fails',
    ],
    [
      'a wrong program that passes',
      { ...good, wrong: ['const add = (a, b) => b + a;'] },
      'error accepts-wrong',
    ],
    ['the reference as a wrong program', { ...good, wrong: [good.reference] }, 'error accepts-wrong'],
    [
      'a wrong program that does not compile',
      { ...good, wrong: ['function add( {'] },
      'warning wrong-does-not-run',
    ],
    [
      'cases that a constant passes',
      { ...good, cases: [{ args: [1, 2], expected: 3 }] },
      'error accepts-constant',
    ],
    [
      'test code that a function without a body passes',
      { ...good, cases: undefined, test: 'add(1, 2); assert.ok(true);' },
      'error accepts-nothing',
    ],
    ['no wrong programs', { ...good, wrong: undefined }, 'warning no-wrong-programs'],
  ])('reports %s, with its line', async (...[, record, problem]) => {
    expect(await kindsOf({ ...good, task_id: 'first' }, record)).toContain(`2 ${problem}`);
  });

  test('reports an id used twice, goes on after a bad line and sorts by line', async () => {
    expect(await kindsOf(good, '[', good, { ...good, task_id: 'x', wrong: undefined })).toEqual([
      '2 error bad-line',
      '3 error duplicate-id',
      '4 warning no-wrong-programs',
    ]);
  });

  test('reports every wrong field of a line at once', async () => {
    expect(await kindsOf({ ...good, statement: '', lang: 'py', a: 1, b: 2 })).toEqual([
      '1 error bad-line',
      '1 error bad-line',
      '1 error unknown-field',
      '1 error unknown-field',
    ]);
  });

  test('checks published sets for what is wrong only', async () => {
    const problems = await checkTasks('fixtures/datasets/humanevalx-sample.jsonl', { sandbox });
    expect(problems).toMatchObject([{ line: 4, taskId: 'JavaScript/903', kind: 'reference-fails' }]);
    expect(await checkTasks('fixtures/datasets/multiple-js-sample.jsonl', { sandbox })).toEqual([]);
  });

  test('says all of it as text, with file, line and fix', async () => {
    const path = join(directory, 'text.jsonl');
    writeFileSync(path, JSON.stringify({ ...good, wrong: undefined }));
    expect(problemsText(await checkTasks(path, { sandbox }))).toBe(
      [
        `${path}:1  warning  good: there are no wrong programs, so nothing shows that the hidden tests reject any.`,
        '    fix: give in "wrong" at least three programs with likely mistakes.',
        '0 errors, 1 warning',
      ].join('\n'),
    );
  });

  test('stops with the reason when it is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(checkTasks('fixtures/tasks/micro.jsonl', { sandbox, signal })).rejects.toThrow('enough');
  });
});

describe('unsoundTasks()', () => {
  test('names a task whose own reference fails, with why', async () => {
    const { tasks: published } = tasks.humanevalx('fixtures/datasets/humanevalx-sample.jsonl');
    expect(await unsoundTasks(published, { sandbox })).toEqual([
      { taskId: 'JavaScript/903', reason: expect.stringMatching(/^failed: AssertionError/) as string },
    ]);
  });

  test('names a task without reference whose hidden test cannot run, with why', async () => {
    const { tasks: published } = tasks.multiple('fixtures/datasets/multiple-ts-sample.jsonl');
    const broken = published.map((task) => ({ ...task, test: `require('lodash'); ${task.test ?? ''}` }));
    expect(await unsoundTasks(broken.slice(0, 1), { sandbox })).toEqual([
      {
        taskId: published[0]?.task_id,
        reason: expect.stringMatching(/^errored: Error: Cannot find module 'lodash'/) as string,
      },
    ]);
  });

  test('says nothing of tasks that have no reference', async () => {
    const { tasks: published } = tasks.multiple('fixtures/datasets/multiple-ts-sample.jsonl');
    expect(await unsoundTasks(published, { sandbox })).toEqual([]);
  });
});
