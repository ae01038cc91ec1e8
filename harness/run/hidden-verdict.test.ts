import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inMemoryPort } from '../acts/in-memory-port.ts';
import { jsonHandler } from '../acts/json-handler.ts';
import type { Json } from '../contract/json.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import { Task } from '../contract/task.ts';
import { memoryLab } from './memory-lab.fixture.ts';
import { runTask } from './run-task.ts';

let lab: Awaited<ReturnType<typeof memoryLab>>;
beforeAll(async () => {
  const nobody = { complete: () => Promise.reject(new Error('no model is asked here')) };
  lab = await memoryLab({
    chat: nobody,
    profile: 'compact',
    config: { sandbox: { cpuMs: 150, wallMs: 2000 } },
  });
});
afterAll(() => lab[Symbol.asyncDispose]());

const right = 'function twice(n) { return 2 * n; }';

function taskOf(fields: Partial<Task>): Task {
  return Task.parse({
    task_id: 'odd/twice',
    lang: 'js',
    statement: 'Doubles a number.',
    signature: 'function twice(n)',
    entry_point: 'twice',
    reference: right,
    test: 'assert.equal(twice(1), 2);',
    ...fields,
  });
}

/** A coder's sample of a task whose agent answers so. */
async function sampleOf(task: Task, answer: { [key: string]: Json }): Promise<JournalEntry> {
  const handler = jsonHandler(() => Promise.resolve(answer));
  const port = inMemoryPort({ role: 'coder', handler, arm: 'C' });
  const coder = { port, deadlineMs: 120_000, isOutside: false };
  const team = 'members' in lab.team ? { ...lab.team, members: { coder } } : lab.team;
  const key = { suite: 'odd', arm: 'C' as const, task: task.task_id, sample: 0 };
  return await runTask({ ...lab, team, references: new Map() }, { key, task, pipeline: 'coder' });
}

describe('a hidden test that cannot run is `harness`, never the agent’s zero', () => {
  const cannotRun: [string, Partial<Task>][] = [
    [
      'requires a module that is not there',
      { test: 'const _ = require("lodash"); assert(_.isEqual(twice(1), 2));' },
    ],
    ['does not compile', { test: 'import assert from "node:assert"; assert.equal(twice(1), 2);' }],
    ['does not compile as TypeScript', { lang: 'ts', test: 'const x: = twice(1); assert.equal(x, 2);' }],
    ['is made for a framework', { test: 'describe("twice", () => { assert.equal(twice(1), 2); });' }],
    ['needs what Node has', { test: 'const unit = Buffer.from([1])[0]; assert.equal(twice(unit), 2);' }],
    ['hands over a function', { test: 'assert.equal(twice(() => 1), 2);' }],
    ['makes an instance', { test: 'assert.equal(new twice(1).value, 2);' }],
  ];
  test.each(
    cannotRun.flatMap(
      ([what, fields]) =>
        [
          [what, 'a reference', fields],
          [what, 'none', { ...fields, reference: '' }],
        ] as [string, string, Partial<Task>][],
    ),
  )('it %s (task with %s)', async (_what, _reference, fields) => {
    const { record, transcript } = await sampleOf(taskOf(fields), { code: right, lang: 'js' });
    expect(record).toMatchObject({ outcome: 'harness', errorCode: 'HERMES_TASK_TEST_BROKEN', verdict: null });
    expect(record.cause).toMatch(
      /^the hidden test of odd\/twice cannot run, whatever program it judges: errored: /,
    );
    expect(record.scores.pass).toBeUndefined();
    expect(transcript.at(-1)).toEqual({ type: 'note', text: 'ended by HERMES_TASK_TEST_BROKEN' });
  });

  test('it throws before it calls the program, and does so for the reference, too', async () => {
    const task = taskOf({ test: 'helper(); assert.equal(twice(1), 2);' });
    expect((await sampleOf(task, { code: right })).record.outcome).toBe('harness');
  });
});

describe('a program cannot make it so that the test could not run', () => {
  const noReference = { reference: '' };
  const realm = { crossing: 'realm' as const };
  const throwing = (error: string) => `function twice() { throw ${error}; }`;
  test.each<[string, Partial<Task>, { [key: string]: Json }]>([
    [
      'by the error of a missing module',
      noReference,
      { code: throwing(`new Error("Cannot find module 'lodash': test code has node:assert only.")`) },
    ],
    [
      'by the error of a missing global',
      noReference,
      { code: throwing(`new ReferenceError('process is not defined')`) },
    ],
    ['by a SyntaxError', noReference, { code: throwing(`new SyntaxError('Unexpected token')`) }],
    [
      'by failing where the test requires something for its complaint',
      {
        ...noReference,
        test: 'const got = twice(1); if (got !== 2) require("node:util").inspect(got); assert.equal(got, 2);',
      },
      { code: 'function twice() {}' },
    ],
    [
      'by throwing where the test catches and then requires something',
      {
        ...noReference,
        test: 'let got; try { got = twice(1); } catch { require("util"); } assert.equal(got, 2);',
      },
      { code: throwing('1') },
    ],
    [
      'by leaving out a helper that the statement asks for',
      { ...noReference, test: 'assert.equal(half(twice(1)), half(2));' },
      { code: right },
    ],
    [
      'by saying that a JavaScript answer to a TypeScript task is JavaScript',
      { ...noReference, lang: 'ts', test: 'const got: number = twice(1); assert.equal(got, 2);' },
      { code: 'function twice() {}', lang: 'js' },
    ],
    [
      'by saying TypeScript where the test is only JavaScript',
      {
        ...noReference,
        test: 'const f = (a) => a; assert.equal(f < twice(1) > (2), true); assert.equal(twice(1), 2);',
      },
      { code: 'function twice() {}', lang: 'ts' },
    ],
    [
      'by a value that crosses once and not twice',
      { ...noReference, test: 'assert.equal(twice(twice(1)), 4);' },
      {
        code: 'function twice() { let deep = 1; for (let i = 0; i < 999; i += 1) deep = [deep]; return deep; }',
      },
    ],
    ['by a function as its result', noReference, { code: 'function twice() { return () => 2; }' }],
    [
      'by a proxy whose every trap throws',
      noReference,
      {
        code: 'function twice() { return new Proxy({}, new Proxy({}, { get() { throw new Error("no"); } })); }',
      },
    ],
    [
      'by a thrown object that nobody can read',
      noReference,
      {
        code: 'function twice() { throw { get name() { throw 1; }, get message() { throw 2; }, toString() { throw 3; } }; }',
      },
    ],
    ['by saying too much', noReference, { code: 'function twice() { return "x".repeat(2 ** 22); }' }],
    ['by never ending', noReference, { code: 'function twice() { for (;;); }' }],
    [
      'by ending the process',
      noReference,
      { code: 'globalThis.process?.exit?.(0); function twice() { return process.exit(0); }' },
    ],
    [
      'by breaking the constructors in a shared realm',
      { ...realm, ...noReference },
      {
        code: `const broken = () => { throw new SyntaxError('x'); };
          Object.getPrototypeOf(async function () {}).constructor = broken;
          Function.prototype.constructor = broken; globalThis.Function = broken; Function.prototype.call = broken; Function.prototype.apply = broken;
          function twice() {}`,
      },
    ],
    [
      'by taking assert and require away in a shared realm',
      { ...realm, ...noReference },
      {
        code: `for (const name of ['assert', 'require', 'console', 'Promise', 'Error'])
            Object.defineProperty(globalThis, name, { get() { throw new ReferenceError('process is not defined'); } });
          function twice() {}`,
      },
    ],
    [
      'by disguising every error in a shared realm',
      realm,
      {
        code: `Object.defineProperty(Error.prototype, 'name', { get: () => 'ReferenceError' });
          Object.defineProperty(Error.prototype, 'message', { get: () => 'process is not defined' });
          Error.isError = () => true; WeakMap.prototype.get = () => 'module'; Map.prototype.has = () => true;
          function twice() { throw new ReferenceError('process is not defined'); }`,
      },
    ],
  ])('%s', async (_how, fields, answer) => {
    const { record } = await sampleOf(taskOf(fields), answer);
    expect(['failed', 'timeout', 'memory', 'passed']).toContain(record.outcome);
    expect(record.errorCode).toBeNull();
    if (answer['code'] !== right) expect(record.outcome).not.toBe('passed');
  });
});

describe('an answer without code is the agent’s', () => {
  test.each([
    ['nothing', '', /no program: the answer is empty/],
    ['white space', ' \n\t', /no program: the answer is empty/],
    ['Markdown', `\`\`\`js\n${right}\n\`\`\``, /no program: the code is fenced in Markdown/],
    ['Markdown of the other kind', `\n~~~\n${right}\n~~~`, /no program: the code is fenced in Markdown/],
  ])('%s', async (_what, code, cause) => {
    const { record, transcript } = await sampleOf(taskOf({}), { code, lang: 'js' });
    expect(record).toMatchObject({ outcome: 'agent', errorCode: null, verdict: null, scores: { pass: 0 } });
    expect(record.cause).toMatch(cause);
    expect(transcript.some(({ type }) => type === 'verdict')).toBe(false);
  });

  test('while a template of backticks inside of a program is no fence', async () => {
    const code = `const fence = \`\\\`\\\`\\\`\`;\n// \`\`\`js\n${right}`;
    expect((await sampleOf(taskOf({}), { code })).record.outcome).toBe('passed');
  });
});

test('what a reader has to know of a verdict is in the transcript', async () => {
  const task = taskOf({ test: 'assert.equal(twice([1]).length, 1);' });
  const { record, transcript } = await sampleOf(task, {
    code: 'function twice(n) { n.push(2); return [1]; }',
  });
  expect(record.outcome).toBe('passed');
  expect(transcript.find(({ type }) => type === 'verdict')).toMatchObject({
    notes: ['the program changed an argument: the test has a copy and cannot notice.'],
  });
});
