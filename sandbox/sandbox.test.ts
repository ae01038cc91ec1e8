import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type ProgramInput, type Sandbox, type Verdict } from './index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ limits: { cpuMs: 1500, wallMs: 20_000 } });
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

async function run(program: ProgramInput): Promise<Verdict> {
  return sandbox.run(program);
}

async function valueOf(code: string): Promise<unknown> {
  const verdict = await run({ form: 'body', code });
  if (verdict.status !== 'passed') throw new Error(`${verdict.status}: ${verdict.error.message}`);
  return verdict.value === undefined ? undefined : JSON.parse(verdict.value);
}

describe('cases', () => {
  test('pass when every result equals what was expected', async () => {
    const verdict = await run({
      code: 'function solution(a, b) { return { sum: a + b }; }',
      cases: [
        { args: [1, 2], expected: { sum: 3 } },
        { args: ['a', 'b'], expected: { sum: 'ab' } },
      ],
    });
    expect(verdict).toMatchObject({ status: 'passed', assertions: { total: 2, failed: 0 }, tainted: false });
    expect(verdict.cases.map(({ actual }) => actual)).toEqual(['{"sum":3}', '{"sum":"ab"}']);
  });

  test('fail with the case that differs and what came back', async () => {
    const verdict = await run({
      code: 'const solution = async (a) => a === 1 ? 1 : undefined;',
      cases: [
        { args: [1], expected: 1 },
        { args: [2], expected: null },
      ],
    });
    expect(verdict).toMatchObject({ status: 'failed', assertions: { total: 2, failed: 1 } });
    expect(verdict.cases[1]).toEqual({ index: 1, passed: false, actual: 'undefined' });
  });

  test('a failing case is named by its number, from 1', async () => {
    const verdict = await run({ code: 'function solution() {}', cases: [{ args: [], expected: 1 }] });
    expect(verdict).toMatchObject({ error: { name: 'CaseError', message: 'case 1: got undefined' } });
  });

  test('fail case by case when a call throws or never settles', async () => {
    const verdict = await run({
      code: 'function solution(a) { if (a === 1) throw new RangeError("no"); return a === 2 ? new Promise(() => {}) : a; }',
      cases: [1, 2, 3].map((args) => ({ args: [args], expected: args })),
    });
    expect(verdict.status).toBe('failed');
    expect(verdict.cases.map(({ passed, error }) => [passed, error?.split(':')[0]])).toEqual([
      [false, 'RangeError'],
      [false, 'NeverSettledError'],
      [true, undefined],
    ]);
  });

  test('tell apart what JSON cannot say', async () => {
    const code = 'function solution(n) { return [NaN, -0, undefined, 1n, new Date(0), [,1]][n]; }';
    const cases = [null, 0, null, 1, '1970-01-01T00:00:00.000Z', [null, 1]].map((expected, n) => ({
      args: [n],
      expected,
    }));
    const verdict = await run({ code, cases });
    expect(verdict.cases.map(({ passed }) => passed)).toEqual([false, true, false, false, false, false]);
  });
});

describe('test code', () => {
  test('keeps its failed assertions whatever the program did to the language (crossing realm)', async () => {
    const verdict = await run({
      code: `WeakSet.prototype.delete = () => true; WeakSet.prototype.add = () => {};
        function solution() { return 1; }`,
      test: 'assert.throws(() => { throw new Error("expected"); }); try { assert.equal(solution(), 2); } catch {}',
      crossing: 'realm',
    });
    expect(verdict).toMatchObject({ status: 'failed', assertions: { failed: 1 } });
  });

  test('hears nothing of prints of proxies that throw, nor does the program', async () => {
    const verdict = await run({
      code: `function solution() {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        const trap = new Proxy({}, new Proxy({}, { get() { throw new Error('trap'); } }));
        console.log(proxy, trap); console.log('%s %d %o', proxy, trap, proxy); console.assert(true, proxy);
        return 1;
      }`,
      cases: [{ args: [], expected: 1 }],
    });
    expect(verdict.status).toBe('passed');
  });

  test('sees the entry point, helpers and assert, and counts what it asserts', async () => {
    const verdict = await run({
      code: 'const twice = (x) => 2 * x; async function solution(x) { return twice(x); }',
      test: `const assert2 = require('node:assert');
        assert.equal(await solution(2), 4);
        assert2.deepEqual(twice([]), 0);
        console.assert(twice(1) === 2);
        await assert.rejects(() => solution(1n), TypeError);`,
    });
    expect(verdict).toMatchObject({ status: 'passed', assertions: { total: 4, failed: 0 } });
  });

  test.each([
    ['asserts nothing', '', 'NoAssertionsError'],
    ['holds a failed console.assert', 'console.assert(solution(1) === 2, "wrong")', 'AssertionError'],
    ['throws an AssertionError', 'assert.equal(solution(1), 2)', 'AssertionError'],
    [
      'fails in a promise nobody waits for',
      'solution(1); (async () => assert.equal(solution(1), 2))(); assert(true)',
      'AssertionError',
    ],
    ['asserts nothing while the program does', 'solution(1)', 'NoAssertionsError'],
    ['swallows a failed assertion', 'assert(true); try { assert(false) } catch {}', 'AssertionError'],
  ])('fails when it %s', async (_name, code, error) => {
    const program = 'function solution(x) { console.assert(true); require("assert")(true); return x; }';
    const verdict = await run({ code: program, test: code });
    expect(verdict).toMatchObject({ status: 'failed', error: { name: error } });
  });

  test('cannot be reached by the program', async () => {
    const verdict = await run({
      code: `globalThis.assert = () => {}; Object.is = () => true; Array.prototype.every = () => true;
        function solution() { return { asymmetricMatch: true, right: undefined }; }`,
      test: 'assert.deepEqual(solution(), { right: true })',
    });
    expect(verdict.status).toBe('failed');
  });

  test('shares the realm of the program only where the task asks for it', async () => {
    const program = { code: 'class Stack { size = 0; }; function solution() { return new Stack(); }' };
    const test = 'assert(solution() instanceof Stack)';
    expect(await run({ ...program, test, crossing: 'realm' })).toMatchObject({
      status: 'passed',
      crossing: 'realm',
    });
    expect(await run({ ...program, test })).toMatchObject({ status: 'failed', crossing: 'data' });
  });
});

describe('limits', () => {
  test('stop a loop by CPU time, and mark what depends on them', async () => {
    const verdict = await run({ form: 'body', code: 'for (;;);', limits: { cpuMs: 200 } });
    expect(verdict).toMatchObject({ status: 'timed-out', tainted: true });
  });

  test('stop a native loop that ignores every request to end', async () => {
    const code = 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)';
    const verdict = await run({ form: 'body', code, limits: { cpuMs: 200 } });
    expect(verdict.status).toBe('timed-out');
  });

  test('stop what grows', async () => {
    const verdict = await run({
      form: 'body',
      code: 'const a = []; for (;;) a.push(new Array(1000).fill(1.5));',
      limits: { memoryMiB: 96 },
    });
    expect(verdict).toMatchObject({ status: 'out-of-memory', tainted: true });
  });

  test('bound logs and results', async () => {
    const limits = { logBytes: 1000, outputBytes: 2000 };
    const verdict = await run({
      form: 'body',
      code: 'for (let i = 0; i < 1e4; i++) console.log("é".repeat(50)); return "x".repeat(5000)',
      limits,
    });
    expect(verdict.status).toBe('errored');
    expect(Buffer.byteLength(verdict.logs)).toBeLessThanOrEqual(1000);
  });
});

describe('programs', () => {
  test.each([
    ['a function', 'function solution(x) { return x + 1; }'],
    ['a top-level const', 'const solution = (x) => x + 1;'],
    ['export function', 'export function solution(x) { return x + 1; }'],
    ['export default', 'export default (x) => x + 1;'],
    ['export { }', 'function f(x) { return x + 1; }\nexport { f as solution };'],
    ['module.exports', 'module.exports = (x) => x + 1;'],
    ['module.exports with names', 'const solution = (x) => x + 1; module.exports = { solution };'],
    ['exports.x', 'exports.solution = (x) => x + 1;'],
  ])('may define the entry point as %s', async (_name, code) => {
    const cases = [{ args: [1], expected: 2 }];
    expect(await run({ code, cases })).toMatchObject({ status: 'passed' });
    expect(await run({ lang: 'ts', code, cases })).toMatchObject({ status: 'passed' });
  });

  test('may be TypeScript of any syntax', async () => {
    const code = `import type { Nothing } from './nothing';
      enum Color { Red = 1, Green }
      namespace Shapes { export const side = 2; }
      const logged = (value: unknown, _context: unknown) => value as never;
      class Box<T extends number> { constructor(private readonly value: T) {} accessor extra = 1; @logged get(): number { return this.value + this.extra; } }
      abstract class A { abstract f(): void; declare x: string }
      export function solution(x: number): number { return new Box(x).get() + Color.Green + Shapes.side + (<number>x) + x! + (x satisfies number); }`;
    expect(await run({ lang: 'ts', code, cases: [{ args: [1], expected: 9 }] })).toMatchObject({
      status: 'passed',
    });
  });

  test('that do not compile or do not define the entry point are errored', async () => {
    const cases = [{ args: [], expected: 1 }];
    expect(await run({ code: 'function (', cases })).toMatchObject({
      status: 'errored',
      error: { name: 'SyntaxError' },
    });
    expect(await run({ lang: 'ts', code: 'function (', cases })).toMatchObject({
      status: 'errored',
      error: { name: 'SyntaxError' },
    });
    expect(await run({ code: 'const other = 1', cases })).toMatchObject({
      status: 'errored',
      error: { name: 'ReferenceError' },
    });
  });

  test('cannot break out of a body', async () => {
    const verdict = await run({ form: 'body', code: '}); globalThis.escaped = 1; (async () => {' });
    expect(verdict).toMatchObject({ status: 'errored', error: { name: 'SyntaxError' } });
  });

  test('meet refusing stubs that count', async () => {
    const code = `const names = [];
      for (const attempt of [() => fetch('http://127.0.0.1'), () => new WebSocket('ws://127.0.0.1'), () => require('fs'), () => import('fs')])
        try { await attempt(); } catch (error) { names.push(error.name); }
      return names`;
    const verdict = await run({ form: 'body', code });
    expect(verdict).toMatchObject({ status: 'passed', value: JSON.stringify(Array(4).fill('RefusedError')) });
    expect(Object.keys(verdict.refused).sort()).toEqual(['WebSocket', 'fetch', 'require']);
  });
});

describe('the world inside', () => {
  test('repeats clock, timers and randomness', async () => {
    const code = `const order = []; setTimeout(() => order.push('b', Date.now()), 20); setTimeout(() => order.push('a', Date.now()), 10);
      await new Promise((resolve) => setTimeout(resolve, 1e6)); return [order, Math.random(), new Date().toString(), new Intl.DateTimeFormat().format()]`;
    expect(await valueOf(code)).toEqual(await valueOf(code));
  });

  test('has what ordinary programs use', async () => {
    const code = `const url = new URL('/a?b=1', 'http://example.org');
      url.searchParams.append('c', 'd e');
      return [url.href, new TextDecoder().decode(new TextEncoder().encode('hé😀')), structuredClone(new Map([[1, { a: [1] }]])).get(1), atob(btoa('hi')), await new Promise((r) => queueMicrotask(() => r(1)))]`;
    expect(await valueOf(code)).toEqual(['http://example.org/a?b=1&c=d+e', 'hé😀', { a: [1] }, 'hi', 1]);
  });

  test('has events and aborting', async () => {
    const code = `const seen = []; const target = new EventTarget();
      target.addEventListener('x', (event) => seen.push(event.type), { once: true });
      target.dispatchEvent(new Event('x')); target.dispatchEvent(new Event('x'));
      const controller = new AbortController();
      controller.signal.addEventListener('abort', () => seen.push(controller.signal.reason.name));
      setTimeout(() => controller.abort(), 5);
      await new Promise((resolve) => setTimeout(resolve, 10));
      const late = AbortSignal.timeout(20); await new Promise((resolve) => setTimeout(resolve, 30));
      return [...seen, late.aborted, late.reason.name, controller.signal.reason instanceof DOMException]`;
    expect(await valueOf(code)).toEqual(['x', 'AbortError', true, 'TimeoutError', true]);
  });

  test('lacks what would leak time, memory or the host', async () => {
    const names = [
      'WebAssembly',
      'SharedArrayBuffer',
      'Atomics',
      'process',
      'ivm',
      'Buffer',
      '$0',
      'realm',
      'outside',
    ];
    expect(await valueOf(`return ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([]);
  });

  test('notices promises that nobody handles', async () => {
    const verdict = await run({ form: 'body', code: 'Promise.reject(new Error("lost")); return 1' });
    expect(verdict).toMatchObject({ status: 'errored', error: { message: 'lost' } });
  });
});

test('a verdict states what protected it and what executed it', async () => {
  const verdict = await run({ form: 'body', code: 'return 1' });
  expect(verdict.levels).toMatchObject({ engine: 'process', permissions: true });
  expect(Object.keys(verdict.engine).sort()).toEqual(['esbuild', 'icu', 'isolatedVm', 'node', 'tz', 'v8']);
});

test('an error that isolated-vm makes itself carries no path and no frame of the host', async () => {
  const verdict = await run({ code: 'const a = {}; a.a = a; throw a;' });
  expect(verdict).toMatchObject({
    status: 'errored',
    error: { stack: expect.stringMatching(/^Error: .*$/) },
  });
});

test('an aborted run rejects with the reason of its signal and the sandbox goes on', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const running = sandbox.run({ form: 'body', code: 'for (;;);' }, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 100);
  await expect(running).rejects.toBe(reason);
  expect(await valueOf('return 1')).toBe(1);
});

test('a sandbox that cannot hold what is required does not start', async () => {
  const created = createSandbox({ levels: { engine: 'process' }, requireLevels: { engine: 'paranoid' } });
  await expect(created).rejects.toMatchObject({ code: 'HERMES_SANDBOX_LEVELS' });
});

describe('what a reader has to know', () => {
  const test1 = (code: string, body: string, more: Partial<ProgramInput> = {}) =>
    run({ code, test: body, ...more });

  test('is in the notes: an instance, a part of an error, an argument that was changed; else there is none', async () => {
    const notes = async (code: string) =>
      (await test1(code, 'try { solution([2, 1]); } catch {} assert.ok(1);')).notes;
    expect(await notes('function solution(a) { return [...a].sort(); }')).toEqual([]);
    expect(await notes('class P {} function solution() { return new P(); }')).toEqual([
      expect.stringMatching(/^an instance of a class/),
    ]);
    expect(await notes('function solution() { throw Object.assign(new Error("x"), { f() {} }); }')).toEqual([
      expect.stringMatching(/^an error came back without/),
    ]);
    expect(await notes('function solution(a) { a.sort(); }')).toEqual([
      expect.stringMatching(/^the program changed an argument/),
    ]);
  });

  test('is how a test ended by its own text, and nothing where the program was called before', async () => {
    const fault = async (body: string, more?: Partial<ProgramInput>) =>
      (await test1('function solution() { throw new ReferenceError("process is not defined"); }', body, more))
        .testFault;
    expect(await fault('require("lodash")')).toBe('module');
    expect(await fault('import x from "y";')).toBe('syntax');
    expect(await fault('const x: = 1;', { testLang: 'ts' })).toBe('syntax');
    expect(await fault('process.exit(0);')).toBe('missing');
    expect(await fault('solution(() => 1);')).toBe('crossing');
    expect(await fault('nowhere();')).toBe('threw');
    expect(await fault('solution();')).toBeUndefined();
    expect(await fault('assert.ok(0);')).toBeUndefined();
  });
});
