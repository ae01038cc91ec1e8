import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type Verdict } from '../../index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const head =
  "const { describe, test, it, expect, beforeEach, afterEach, beforeAll, jest } = require('@jest/globals');";
const judge = (body: string, crossing: 'data' | 'realm' = 'realm'): Promise<Verdict> =>
  sandbox.run({ code: 'function f(x) { return x; }', entryPoint: 'f', test: `${head}\n${body}`, crossing });

describe('expect', () => {
  test.each([
    'expect(f(1)).toBe(1); expect(f({ a: 1 })).not.toBe({ a: 1 })',
    'class P { a = 1; b = undefined } expect(new P()).toEqual({ a: 1 }); expect(new P()).not.toStrictEqual({ a: 1 })',
    'expect([, 1]).toEqual([undefined, 1]); expect(new Map([[1, { a: [2] }]])).toEqual(new Map([[1, { a: [2] }]]))',
    'expect(0.1 + 0.2).toBeCloseTo(0.3, 5); expect(1).not.toBeCloseTo(1.1)',
    'expect(new RangeError("x")).toEqual(new Error("x"))',
    'expect(() => { throw new TypeError("no way") }).toThrow(TypeError); expect(() => 1).not.toThrow()',
    'expect(() => { throw new Error("no way") }).toThrow(/way/); expect(() => { throw new Error("no") }).not.toThrow("yes")',
    'expect("banana").toMatch(/nan/); expect([1, 2]).toContain(2); expect([{ a: 1 }]).toContainEqual({ a: 1 })',
    'expect({ a: { b: [5] } }).toHaveProperty("a.b", [5]); expect("abc").toHaveLength(3)',
    'expect(null).toBeNull(); expect(undefined).toBeUndefined(); expect(1).toBeDefined(); expect(NaN).toBeNaN()',
    'expect(2).toBeGreaterThan(1); expect(2).toBeLessThanOrEqual(2); expect([]).toBeInstanceOf(Array)',
  ])('holds: %s', async (body) => {
    expect(await judge(`test('t', () => { ${body} });`)).toMatchObject({ status: 'passed' });
  });

  test.each([
    'expect(f(1)).toBe(2)',
    'expect({ a: 1 }).toEqual({ a: 1, b: null })',
    'expect(() => 1).toThrow()',
    'return expect(Promise.resolve(1)).rejects.toThrow()',
    'return expect(Promise.reject(new Error("x"))).resolves.toBe(1)',
  ])('fails: %s', async (body) => {
    expect(await judge(`test('t', () => { ${body} });`)).toMatchObject({ status: 'failed' });
  });
});

test('hooks run around every test of their block, and tests in order, asynchronous ones to their end', async () => {
  const body = `
    const seen = [];
    beforeAll(() => { seen.push('all'); });
    beforeEach(() => { seen.push('outer'); });
    describe('block', () => {
      beforeEach(async () => { await null; seen.push('inner'); });
      afterEach(() => { seen.push('after'); });
      it('one', (done) => { setTimeout(() => { seen.push('one'); done(); }, 5); });
      test.each([[1, 2], [3, 4]])('sum', (a, b) => { seen.push(a + b); });
      test.skip('not this', () => { seen.push('skipped'); });
    });
    test('last', () => { expect(seen.join(' ')).toBe('all outer inner one after outer inner 3 after outer inner 7 after outer'); });`;
  expect(await judge(body)).toMatchObject({ status: 'passed', assertions: { total: 1 } });
});

test('what a test throws is its failure, named by its blocks; a file without an expectation is one, too', async () => {
  expect(await judge(`describe('a', () => test('b', () => { f(1).no.way; }));`)).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('a › b: TypeError') },
  });
  expect(await judge(`test('nothing', () => {});`)).toMatchObject({ status: 'failed' });
});

test.each(['jest.fn()', 'expect(1).toHaveBeenCalled()', 'expect.any(Number)'])(
  'what this Jest lacks is the test’s fault, not the program’s: %s',
  async (body) => {
    expect(await judge(`test('t', () => { ${body}; });`)).toMatchObject({ testFault: 'missing' });
  },
);

test('a program that changed prototypes and globals before the test does not pass by that', async () => {
  const hostile = `function f(x) { return x; }
    Object.is = () => true; Array.prototype.push = () => 0; RegExp.prototype.test = () => true; Map.prototype.get = () => true;
    Object.keys = () => []; String.prototype.indexOf = () => 0; Promise.prototype.then = function () { return this; };
    Object.prototype.toString = () => '[object RegExp]'; Reflect.apply = () => {};`;
  for (const body of [
    'expect(f(1)).toBe(2)',
    'expect({ a: 1 }).toEqual({ a: 2 })',
    "expect('a').toMatch(/b/)",
    'expect(() => 1).toThrow()',
  ]) {
    const { status } = await sandbox.run({
      code: hostile,
      entryPoint: 'f',
      test: `${head}\ntest('t', () => { ${body} });`,
      crossing: 'realm',
    });
    expect([body, status]).not.toEqual([body, 'passed']);
  }
});
