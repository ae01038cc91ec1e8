import { Script, createContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type CorpusEntry, parseCorpus } from './corpus.ts';
import type { ProgramInput } from '../program.ts';
import type { Sandbox } from '../sandbox.ts';
import { formatSelfCheck, selfCheck } from './self-check.ts';
import type { Verdict } from '../verdict.ts';

const H = [
  { args: [1], expected: 10 },
  { args: [5], expected: 38 },
];
const honest = entry(
  'ordinary',
  'honest',
  { code: 'function solution(n) { return n * 7 + 3; }', cases: H },
  { status: 'passed' },
);
const forger = entry(
  'forging',
  'patched-json',
  { code: 'JSON.stringify = () => "same"; function solution() { return 0; }', cases: H },
  { status: 'failed', notPassed: true },
);
const loop = entry(
  'never-ending',
  'loop',
  { code: 'for (;;);', form: 'body', limits: { wallMs: 10 } },
  { status: 'timed-out', notPassed: true },
);
const dice = entry(
  'clock-and-randomness',
  'dice',
  { code: 'return Math.random();', form: 'body' },
  { status: 'passed', checks: { sameTwice: true } },
);

test('a naive sandbox passes what is honest and is caught where a patched JSON forges a pass', async () => {
  const report = await selfCheck(naiveSandbox(), [honest, forger]);
  expect(report).toMatchObject({ passed: 1, total: 2 });
  expect(report.misses).toMatchObject([
    { id: 'forging-patched-json', complaints: ['status passed, expected failed'], expected: 'failed' },
  ]);
});

test('a sandbox that calls everything passed misses every hostile entry', async () => {
  const report = await selfCheck(sandboxOf(passed), [honest, forger, loop]);
  expect(report.misses.map(({ id }) => id)).toEqual(['forging-patched-json', 'never-ending-loop']);
});

test('a sandbox that throws has no verdict, and its error is named', async () => {
  const report = await selfCheck(
    sandboxOf(() => {
      throw new Error('worker \u001b[31mlost');
    }),
    [honest],
  );
  expect(report.misses[0]?.complaints).toEqual([
    'the sandbox threw Error: worker \\u001b[31mlost',
    'control: the sandbox threw Error: worker \\u001b[31mlost',
  ]);
});

test('a sandbox that hangs is given up after twice the wall limit and the grace, and the check goes on', async () => {
  const hangs: Sandbox = {
    run: async (program) => (program.code === 'for (;;);' ? new Promise<never>(() => {}) : passed(program)),
    [Symbol.asyncDispose]: async () => {},
  };
  const report = await selfCheck(hangs, [loop, honest], { graceMs: 30 });
  expect(report.misses).toMatchObject([{ id: 'never-ending-loop', complaints: ['no verdict in 50 ms'] }]);
});

test('a program that leaves something behind is found by the control after it', async () => {
  const report = await selfCheck(naiveSandbox({ keepsRealm: true }), [
    entry('ordinary', 'first', { code: 'return 1;', form: 'body' }, { status: 'passed' }),
    entry(
      'escaping',
      'leaves-a-mark',
      { code: 'globalThis.hostileMark = 1; return 1;', form: 'body' },
      { status: 'passed' },
    ),
  ]);
  expect(report.misses).toMatchObject([{ id: 'escaping-leaves-a-mark' }]);
  expect(report.misses[0]?.complaints[0]).toMatch(/^control: stray marks: strays \["hostileMark"\]/);
});

test('a value that differs in a second run, or not with another seed, is a miss', async () => {
  let runs = 0;
  const drifting = sandboxOf((program) => ({
    ...passed(program),
    value: program.form === 'body' ? `${(runs += 1)}` : '0',
  }));
  expect((await selfCheck(drifting, [dice])).misses[0]?.complaints).toEqual([
    'value differed in a second run',
  ]);
  const seeded = { ...dice, expect: { ...dice.expect, checks: { otherSeedDiffers: true as const } } };
  expect((await selfCheck(drifting, [seeded])).misses).toEqual([]);
  expect((await selfCheck(sandboxOf(passed), [seeded])).misses[0]?.complaints).toEqual([
    'another seed gave the same value',
  ]);
});

test.each([
  ['a field that no verdict has', { forged: true }, /^not a verdict: /],
  ['too many logs', { logs: 'x'.repeat(70_000) }, /70000 bytes of logs, 65536 allowed/],
  ['too large a value', { value: `"${'x'.repeat(1_100_000)}"` }, /bytes of value, 1048576 allowed/],
  ['raw control characters', { logs: '\u001b[2J' }, /raw control characters/],
  ['a workflow command', { logs: 'a\n::error::b' }, /CI obeys/],
  ['a path of the host', { logs: `at ${process.cwd()}/sandbox/x.ts` }, /host path/],
  ['a value that is no JSON', { value: 'undefined' }, /not JSON/],
  ['a pass with failed assertions', { assertions: { total: 2, failed: 1 } }, /1 failed assertions/],
  ['a pass that skipped cases', { cases: [] }, /not each of 2 cases/],
  [
    'a pass with a failed case',
    { cases: [0, 1].map((index) => ({ index, passed: index === 0 })) },
    /a failed case/,
  ],
  ['another crossing than asked for', { crossing: 'realm' }, /crossing realm was not asked for/],
])('a verdict with %s is a miss although its status is right', async (_what, wrong, complaint) => {
  const isControl = (program: ProgramInput): boolean => program.code !== honest.program.code;
  const sandbox = sandboxOf(
    (program) => ({ ...passed(program), ...(isControl(program) ? {} : wrong) }) as Verdict,
  );
  const report = await selfCheck(sandbox, [honest]);
  expect(report.misses[0]?.complaints).toEqual([expect.stringMatching(complaint)]);
});

test.each([
  ['value', { value: 11 }, 'the value is not 11'],
  ['valueIncludes', { valueIncludes: ['eleven'] }, 'the value lacks "eleven"'],
  ['logsInclude', { logsInclude: ['hello'] }, 'the logs lack "hello"'],
  ['excludes', { excludes: ['strays'] }, '"strays" came out'],
  ['refused', { refused: ['fetch|require'] }, 'no refused fetch|require was counted'],
  ['nothingRefused', { nothingRefused: true }, 'refused import though the program named its own'],
  ['assertions', { assertions: 7 }, '2 assertions counted, 7 were made'],
  ['maxWallMs', { maxWallMs: 0.5 }, '1 ms of wall time'],
  ['maxPeakMiB', { maxPeakMiB: 0.5 }, 'a peak of 1 MiB'],
])('the check %s can fail', async (_name, checks, complaint) => {
  const strict = entry('ordinary', 'strict', honest.program, { status: 'passed', checks });
  const sandbox = sandboxOf((program) => ({ ...passed(program), value: '10', refused: { import: 1 } }));
  expect((await selfCheck(sandbox, [strict])).misses[0]?.complaints).toEqual([complaint]);
});

test('each result is told as it comes, lanes share the entries, and the table counts by category', async () => {
  const told: string[] = [];
  const report = await selfCheck(sandboxOf(passed), [honest, dice, forger, loop], {
    lanes: 3,
    onResult: ({ id }) => told.push(id),
  });
  expect(told.sort()).toEqual([honest, dice, forger, loop].map(({ id }) => id).sort());
  expect(report.rows).toEqual([
    { category: 'never-ending', passed: 0, total: 1 },
    { category: 'forging', passed: 0, total: 1 },
    { category: 'clock-and-randomness', passed: 1, total: 1 },
    { category: 'ordinary', passed: 1, total: 1 },
  ]);
  const text = formatSelfCheck(report);
  expect(text).toContain('MISS forging                 0/1');
  expect(text).toContain('ok   ordinary                1/1');
  expect(text).toContain('never-ending/never-ending-loop\n  wrong:    status passed, expected timed-out');
});

test('an aborted check rejects with the reason of its signal', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const checking = selfCheck(sandboxOf(passed), [honest, dice], {
    signal: controller.signal,
    onResult: () => controller.abort(reason),
  });
  await expect(checking).rejects.toBe(reason);
});

function entry(category: string, name: string, program: object, expected: object): CorpusEntry {
  const why = 'Made up for a test of the self-check.';
  const text = JSON.stringify({ id: `${category}-${name}`, category, why, program, expect: expected });
  return parseCorpus(text, `${category}.jsonl`)[0]!;
}

function sandboxOf(run: (program: ProgramInput) => Verdict): Sandbox {
  return { run: async (program) => run(program), [Symbol.asyncDispose]: async () => {} };
}

/** The verdict of a sandbox that believes in everybody. */
function passed(program: ProgramInput): Verdict {
  const cases = (program.cases ?? []).map((_, index) => ({ index, passed: true }));
  return {
    status: 'passed',
    value: '0',
    logs: 'strays []',
    assertions: { total: cases.length, failed: 0 },
    cases,
    usage: { wallMs: 1, cpuMs: 1, peakMemoryMiB: 1 },
    levels: { engine: 'process', permissions: false, network: 'none', parentDeath: false },
    engine: {},
    tainted: false,
    crossing: 'data',
    refused: {},
    notes: [],
  };
}

/** What nearly everybody writes first: node:vm, and a judge that trusts the program's own JSON. Runs honest programs, and is forged. */
function naiveSandbox({ keepsRealm = false } = {}): Sandbox {
  let shared: object | undefined;
  const run = async (program: ProgramInput): Promise<Verdict> => {
    const logs: string[] = [];
    const fresh = createContext({ setTimeout });
    const realm = keepsRealm ? (shared ??= fresh) : fresh;
    Object.assign(realm, { console: { log: (text: string) => logs.push(text) }, cases: program.cases ?? [] });
    new Script('Math.random = () => 0.5; Date.now = () => 0;').runInContext(realm);
    const source =
      program.form === 'body'
        ? `(async () => { ${program.code} })()`
        : `(async () => { ${program.code}; const all = [];
             for (const { args, expected } of cases) all.push(JSON.stringify(await solution(...args)) === JSON.stringify(expected));
             return all; })()`;
    const result: unknown = await new Script(source).runInContext(realm, { timeout: 1000 });
    const all = program.form === 'body' ? [] : (result as boolean[]);
    const cases = [...all].map((ok, index) => ({ index, passed: ok }));
    const failed = cases.filter((one) => !one.passed).length;
    const common = {
      ...passed(program),
      logs: logs.join('\n'),
      cases,
      assertions: { total: cases.length, failed },
    };
    if (failed === 0) return common;
    return {
      ...common,
      status: 'failed',
      error: { name: 'CaseError', message: `${failed} failed`, stack: '' },
    };
  };
  return { run, [Symbol.asyncDispose]: async () => {} };
}
