import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type Verdict } from '../../sandbox/index.ts';
import type { Task } from '../contract/task.ts';
import { hiddenProgram } from './hidden-program.ts';
import { missingModules } from './missing-modules.ts';
import { tasks } from './tasks.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const js = tasks.mxeval('fixtures/datasets/mxeval-js-sample.jsonl');
const ts = tasks.mxeval('fixtures/datasets/mxeval-ts-sample.jsonl');

function judge(task: Task | undefined, code = task?.reference ?? ''): Promise<Verdict> {
  if (task === undefined) throw new Error('no task');
  return sandbox.run(hiddenProgram(task, code));
}

test('an MBXP record becomes a task whose reference is empty where the set has none', () => {
  expect(js.tasks).toMatchObject([
    {
      task_id: 'MBJSP/901',
      statement: 'Write a function to swap the two members of each pair.\n\n> swapPairs([[1, 2]])\n[[2, 1]]',
      signature: 'function swapPairs(pairs)',
      entry_point: 'swapPairs',
      lang: 'js',
    },
    { task_id: 'MBJSP/902', reference: '' },
  ]);
  expect(ts.tasks).toMatchObject([{ task_id: 'MBTSP/901', lang: 'ts', entry_point: 'double_all' }]);
});

test('a task whose test or prompt needs a module that is not there is left out with the reason', () => {
  expect(js.excluded).toEqual([
    { taskId: 'MBJSP/903', reason: 'its hidden test needs the module "js-md5", which is not there' },
  ]);
  expect(ts.excluded).toEqual([
    { taskId: 'MBTSP/902', reason: 'its prompt needs the module "heap-js", which is not there' },
  ]);
});

test('its tests run without lodash, every comparison counts, and wrong answers fail', async () => {
  const [swap, count] = js.tasks;
  expect(await judge(swap)).toMatchObject({ status: 'passed', assertions: { total: 3, failed: 0 } });
  expect(await judge(swap, 'function swapPairs(pairs) { return pairs; }')).toMatchObject({
    status: 'failed',
    error: { name: 'AssertionError', message: 'Error at 1th assert statement.' },
  });
  const right = 'function countLetter(text, letter) { return text.split(letter).length - 1; }';
  expect(await judge(count, right)).toMatchObject({ status: 'passed', assertions: { total: 2 } });
  expect(await judge(count, right.replace('- 1', ''))).toMatchObject({ status: 'failed' });
  expect(await judge(ts.tasks[0])).toMatchObject({ status: 'passed', assertions: { total: 1 } });
  expect(await judge(ts.tasks[0], 'const double_all = (n: number[]) => n;')).toMatchObject({
    status: 'failed',
  });
});

test.each([
  ['[1, NaN]', '[1, NaN]', true],
  ['-0', '0', true],
  ['{ a: undefined }', '{}', false],
  ['{ a: 1, b: [2] }', '{ b: [2], a: 1 }', true],
  ['[1, 2]', '[2, 1]', false],
  ['"1"', '1', false],
  ['new Set([[1], 2])', 'new Set([2, [1]])', true],
  ['new Set([[1, 2]])', 'new Set([[2, 1]])', true],
  ['new Map([["a", { b: 1 }]])', 'new Map([["a", { b: 2 }]])', false],
  ['null', 'undefined', false],
])('compares %s and %s as lodash does: %s', async (a, b, equal) => {
  const task = js.tasks[1];
  if (task === undefined) throw new Error('no task');
  const [head = ''] = (task.test ?? '').split('var arg00');
  const { status } = await sandbox.run({
    code: 'function f() {}',
    entryPoint: 'f',
    test: `${head}assert.equal(compare(${a}, ${b}), ${String(equal)});`,
  });
  expect(status).toBe('passed');
});

test('modules are found in requires and imports, and not in comments or texts', () => {
  const code = `import { x } from 'a'; const b = require("b"); // require('c')\nconst d = "require('e')"; import 'f';
const assert = require('node:assert'); import * as strict from 'assert/strict';`;
  expect(missingModules(code)).toEqual(['a', 'b', 'f']);
});
