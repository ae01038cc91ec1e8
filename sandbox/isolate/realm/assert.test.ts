// oxlint-disable no-sparse-arrays -- holes are among the values compared
import nodeAssert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { type Assert, createAssert } from './assert.ts';
import { isDeepStrictEqual } from './deep-equal.ts';

function counting(): { assert: Assert & typeof nodeAssert; counts: { total: number; failed: number } } {
  const counts = { total: 0, failed: 0 };
  const assert = createAssert({
    count(holds) {
      counts.total += 1;
      if (!holds) counts.failed += 1;
    },
    excuse: () => (counts.failed -= 1),
  });
  return { assert: assert as Assert & typeof nodeAssert, counts };
}

class A {
  x = 1;
}
class B {
  x = 1;
}
const symbol = Symbol('s');
const cyclic = (): unknown => {
  const value: Record<string, unknown> = { a: 1 };
  value['self'] = value;
  return value;
};
const values: unknown[] = [
  0,
  -0,
  1,
  NaN,
  '1',
  '',
  null,
  undefined,
  true,
  1n,
  Symbol.iterator,
  [],
  [1],
  [1, 2],
  [undefined],
  [,],
  {},
  { a: 1 },
  { a: undefined },
  { b: 1, a: 1 },
  { a: 1, b: 1 },
  Object.create(null),
  new A(),
  new B(),
  new Date(0),
  new Date(1),
  new Date(NaN),
  /a/g,
  /a/i,
  new Map(),
  new Map([[1, 2]]),
  new Map([[{ a: 1 }, 2]]),
  new Map([[{ a: 1 }, 3]]),
  new Set(),
  new Set([1]),
  new Set([{ a: 1 }]),
  new Set([{ a: 2 }]),
  new Set([[1], [2]]),
  new Set([[2], [1]]),
  new Uint8Array([1]),
  new Uint8Array([2]),
  new Int8Array([1]),
  new Uint8Array([1]).buffer,
  Object(1),
  Object(2),
  Object('1'),
  new Error('x'),
  new Error('y'),
  new TypeError('x'),
  new Error('x', { cause: 1 }),
  { [symbol]: 1 },
  { [symbol]: 2 },
  cyclic(),
  [[[1]]],
  { a: { b: [1, { c: NaN }] } },
  Object.assign([1], { extra: 1 }),
  () => 1,
]; // oxlint-disable-line no-sparse-arrays

describe('deep equality', () => {
  test('agrees with Node on every pair of many values', () => {
    const disagreements = values.flatMap((a, at) =>
      values
        .map((b, other): [number, number, boolean, boolean] => [
          at,
          other,
          isDeepStrictEqual(a, b),
          nodeHolds(a, b),
        ])
        .filter(([, , ours, theirs]) => ours !== theirs),
    );
    expect(disagreements).toEqual([]);
  });

  test('agrees with Node on copies', () => {
    const copies = [
      cyclic(),
      new Map([[{ a: [1] }, new Set([[1], [2]])]]),
      { d: new Date(5), r: /x/y, u: new Float32Array([1.5]) },
    ];
    for (const value of copies) expect(isDeepStrictEqual(value, structuredClone(value))).toBe(true);
  });
});

function nodeHolds(a: unknown, b: unknown): boolean {
  try {
    nodeAssert.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

type Use = (assert: typeof nodeAssert) => unknown;
const uses: [string, Use][] = [
  ['ok of a truthy value', (assert) => assert(1)],
  ['ok of a falsy value', (assert) => assert.ok('')],
  ['equal is strict', (assert) => assert.equal(1, '1')],
  ['notEqual', (assert) => assert.notEqual(1, 2)],
  ['deepEqual is strict', (assert) => assert.deepEqual([1], ['1'])],
  ['notDeepEqual', (assert) => assert.notDeepEqual({ a: 1 }, { a: 1 })],
  ['fail', (assert) => assert.fail('no')],
  ['ifError of null', (assert) => assert.ifError(null)],
  ['ifError of an error', (assert) => assert.ifError(new Error('x'))],
  ['match', (assert) => assert.match('abc', /b/)],
  ['doesNotMatch', (assert) => assert.doesNotMatch('abc', /b/)],
  ['throws what was expected', (assert) => assert.throws(() => thrower(new RangeError('x')), RangeError)],
  ['throws something else', (assert) => assert.throws(() => thrower(new RangeError('x')), /y/)],
  [
    'throws by example',
    (assert) =>
      assert.throws(() => thrower(Object.assign(new Error('x'), { code: 'E' })), { message: 'x', code: 'E' }),
  ],
  [
    'throws by check',
    (assert) =>
      assert.throws(
        () => thrower(new Error('x')),
        (error: Error) => error.message === 'x',
      ),
  ],
  [
    'throws by pattern in an example',
    (assert) => assert.throws(() => thrower(new Error('abc')), { message: /b/ }),
  ],
  ['throws nothing', (assert) => assert.throws(() => 1)],
  ['doesNotThrow', (assert) => assert.doesNotThrow(() => thrower(new Error('x')))],
  ['rejects', async (assert) => assert.rejects(async () => thrower(new TypeError('x')), TypeError)],
  ['rejects a promise that resolves', async (assert) => assert.rejects(Promise.resolve(1))],
  ['doesNotReject', async (assert) => assert.doesNotReject(async () => 1)],
  ['a message that is an error', (assert) => assert.equal(1, 2, new TypeError('mine'))],
  ['strict', (assert) => assert.strict.equal(1, 1)],
];

function thrower(error: unknown): never {
  throw error;
}

describe('assert', () => {
  test.each(uses)('does as Node does: %s', async (_name, use) => {
    const { assert, counts } = counting();
    const theirs = await outcome(() => use(nodeAssert));
    const ours = await outcome(() => use(assert));
    expect(ours.name).toBe(theirs.name);
    expect(counts).toEqual({ total: 1, failed: theirs.name === undefined ? 0 : 1 });
  });

  test('excuses a failure that the test itself expected', () => {
    const { assert, counts } = counting();
    assert.throws(() => assert.equal(1, 2), assert.AssertionError);
    expect(counts).toEqual({ total: 2, failed: 0 });
  });
});

async function outcome(run: () => unknown): Promise<{ name: string | undefined }> {
  try {
    await run();
    return { name: undefined };
  } catch (error) {
    return { name: (error as Error).name };
  }
}
