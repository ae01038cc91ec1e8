import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.ts';
import { isDeepStrictEqual as sandboxEqual } from './deep-equal.ts';
import { encode, maxDepth } from './encode.ts';

const limit = 100_000;

function roundTrip(value: unknown): unknown {
  return decode(encode(value, limit));
}

describe('a value that crosses as text', () => {
  test.each([
    ['plain JSON', { a: [1, 'x', null, true, { b: -1.5e300 }] }],
    ['undefined inside', { a: undefined, b: [undefined] }],
    ['numbers that JSON lacks', [NaN, Infinity, -Infinity, -0, 0]],
    ['bigints', [0n, -1n, 2n ** 200n, -(2n ** 64n)]],
    ['dates', [new Date(0), new Date(NaN), new Date(8.64e15)]],
    ['regular expressions', [/a\/b/giu, /(?<x>.)/]],
    ['a map with object keys', new Map<unknown, unknown>([[{ a: 1 }, new Map([[1, 2]])]])],
    ['a set', new Set([1, 'a', [2]])],
    ['typed arrays', [new Uint8Array([1, 2]), new Float64Array([NaN, -0]), new BigInt64Array([5n])]],
    ['an array buffer', new Uint8Array([1, 2, 3]).buffer],
    ['boxed primitives', [Object(1), Object('x'), Object(false)]],
    ['an array with holes', [1, , 3]], // oxlint-disable-line no-sparse-arrays
    ['an array with more than its elements', Object.assign([1], { name: 'x' }).slice(0)],
    ['a key that is our tag', { $: 'map', v: [] }],
    ['a key that is __proto__', JSON.parse('{"__proto__":{"polluted":1}}')],
    ['lone surrogates and controls', ['\ud800', '\u0000\u2028', '😀']],
    ['errors with a code', Object.assign(new RangeError('no'), { code: 'E_NO', at: { line: [1] } })],
    ['errors with a cause', new Error('no', { cause: new TypeError('why', { cause: [1] }) })],
    ['several errors in one', new AggregateError([new TypeError('a')], 'all')],
    ['an array with properties of its own', 'abc'.match(/(b)/)],
    ['a map with a property of its own', Object.assign(new Map([[1, 2]]), { name: 'x' })],
    ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ])('is the same afterwards: %s', (_name, value) => {
    expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
  });

  test('keeps identity and cycles', () => {
    const shared = { x: 1 };
    const value: Record<string, unknown> = {
      a: shared,
      b: shared,
      list: [new Map([[shared, new Set([shared])]])],
    };
    value['self'] = value;
    const copy = roundTrip(value) as typeof value;
    expect(copy['self']).toBe(copy);
    expect(copy['a']).toBe(copy['b']);
    expect((copy['list'] as Map<unknown, unknown>[])[0]?.has(copy['a'])).toBe(true);
  });

  test('keeps of its class what can be told from others, and nothing of what it does', () => {
    class Point {
      x = 1;
      get y(): number {
        return 2;
      }
    }
    class Pixel {
      x = 1;
    }
    const [one, two, other] = roundTrip([new Point(), new Point(), new Pixel()]) as Point[];
    expect(isDeepStrictEqual(one, two)).toBe(true);
    expect(isDeepStrictEqual(one, other)).toBe(false);
    expect(isDeepStrictEqual(one, { x: 1 })).toBe(false);
    expect(one).not.toHaveProperty('y');
    expect(one?.constructor.name).toBe('Point');
    expect(decode(encode(new Point(), limit), { isPlain: true })).toStrictEqual({ x: 1 });
  });

  test('is still of the built-in that its class extends', () => {
    class Numbers extends Map<number, number> {}
    class TooFar extends RangeError {
      override name = 'TooFar';
    }
    const map = roundTrip(new Numbers([[1, 2]])) as Map<number, number>;
    expect(map instanceof Map && map.get(1)).toBe(2);
    expect(isDeepStrictEqual(map, new Map([[1, 2]]))).toBe(false);
    const error = roundTrip(new TooFar('x')) as Error;
    expect([error instanceof RangeError, error.name, error.message]).toEqual([true, 'TooFar', 'x']);
    expect(isDeepStrictEqual(error, new RangeError('x'))).toBe(false);
  });

  /** What a program may give back, each twice: as plain data, and as something that only looks like it. */
  const lookalikes = (): unknown[] => {
    class Point {
      a = 1;
    }
    class List extends Array<unknown> {}
    class Dictionary extends Map<number, number> {}
    class Bag extends Set<number> {}
    class Day extends Date {}
    class Bytes extends Uint8Array {}
    class Failure extends TypeError {}
    const hidden = { value: 2, enumerable: false };
    const pattern = /a/g;
    pattern.lastIndex = 1;
    const kinds: unknown[][] = [
      [{ a: 1 }, new Point(), Object.assign(Object.create(null) as object, { a: 1 })],
      [
        Object.create({ a: 1 }) as object,
        Object.defineProperty({ a: 1 }, 'b', hidden),
        { a: 1, b: undefined },
      ],
      [
        [1],
        Object.setPrototypeOf([1], List.prototype) as unknown,
        Object.assign([1], { x: 1 }),
        Object.assign([1], { '01': 1 }),
        [1, undefined],
        Object.assign(Array(2), { 0: 1 }),
      ],
      [new Map([[1, 2]]), new Dictionary([[1, 2]]), Object.assign(new Map([[1, 2]]), { x: 1 })],
      [new Set([1]), new Bag([1]), Object.assign(new Set([1]), { x: 1 })],
      [new Date(5), new Day(5), Object.assign(new Date(5), { x: 1 }), 5],
      [/a/g, pattern, Object.assign(/a/g, { x: 1 }), '/a/g'],
      [
        new Uint8Array([1]),
        Object.setPrototypeOf(new Uint8Array([1]), Bytes.prototype) as unknown,
        new Int8Array([1]),
        Object.assign(new Uint8Array([1]), { x: 1 }),
      ],
      [
        Object(1),
        Object('1'),
        Object(true),
        Object(1n),
        Object.assign(Object('1') as object, { x: 1 }),
        1,
        '1',
        true,
        1n,
      ],
      [new TypeError('x'), new Failure('x'), Object.assign(new Error('x'), { name: 'TypeError' })],
      [new TypeError('x', { cause: 1 }), Object.assign(new TypeError('x'), { code: 1 }), new Error('x')],
      [{ name: 'TypeError', message: 'x' }, new AggregateError([1], 'x'), new AggregateError([2], 'x')],
      [new Uint8Array([1]).buffer, null, undefined, NaN, 0, -0, '', []],
    ];
    return kinds.flat();
  };

  test('equals what it equalled before, by the strict equality of node:assert, and nothing else', () => {
    const builtIns = [Object, Array, Map, Set, Date, RegExp, Uint8Array, Int8Array, Number, String, Boolean];
    const prototypes = new Set<unknown>([...builtIns, Error, TypeError].map((maker) => maker.prototype));
    const plain = lookalikes().filter(
      (value) => Object(value) !== value || prototypes.has(Object.getPrototypeOf(value)),
    );
    for (const value of lookalikes()) {
      let crossed: unknown;
      try {
        crossed = roundTrip(value);
      } catch {
        continue;
      }
      for (const other of plain) {
        const words = `${inspect(value)} and ${inspect(other)}`;
        expect(isDeepStrictEqual(crossed, other), words).toBe(isDeepStrictEqual(value, other));
        expect(sandboxEqual(crossed, other), `sandbox: ${words}`).toBe(isDeepStrictEqual(value, other));
      }
    }
  });

  test('says what it lost', () => {
    class Pixel {
      x = 1;
    }
    const losses = (value: unknown): string[] => {
      const heard: string[] = [];
      decode(encode(value, limit), { onLoss: (loss) => heard.push(loss) });
      return heard;
    };
    expect(losses({ a: [1] })).toEqual([]);
    expect(losses(new Pixel())).toEqual(['instance']);
    expect(losses(Object.assign(new Error('x'), { retry: () => 1 }))).toEqual(['part']);
  });

  test('does not double with every level of sharing', () => {
    let value: unknown = [1];
    for (let level = 0; level < 100; level += 1) value = [value, value];
    expect(encode(value, limit).length).toBeLessThan(5000);
  });
});

describe('a value that cannot cross', () => {
  test.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a promise', Promise.resolve(1)],
    ['a property named by a symbol', { [Symbol('x')]: 1 }],
    ['a data view', new DataView(new ArrayBuffer(1))],
  ])('is refused: %s', (_name, value) => {
    expect(() => encode({ value }, limit)).toThrow(TypeError);
  });

  test('is refused when it is too large, long before it is written out', () => {
    const huge: unknown[] = [];
    huge.length = 2 ** 32 - 1;
    expect(encode(huge, limit)).toBe('{"$":"sparse","n":4294967295,"v":[]}');
    expect(() => encode('x'.repeat(limit + 1), limit)).toThrow(RangeError);
    expect(() => encode(2n ** 1_000_000n, limit)).toThrow(RangeError);
    expect(() => encode(Array(limit).fill(1), limit)).toThrow(RangeError);
  });

  test('is refused when it is nested too deeply', () => {
    let value: unknown = 1;
    for (let level = 0; level < maxDepth; level += 1) value = [value];
    expect(() => encode(value, limit)).not.toThrow();
    expect(() => encode([value], limit)).toThrow(RangeError);
  });

  test('cannot write into the text by a length that is no number', () => {
    const list = new Proxy([1], {
      get: (target, name) => (name === 'length' ? '0},"v":"forged"' : Reflect.get(target, name)),
    });
    expect(encode(list, limit)).toBe('[]');
  });

  test('is not mistaken for what it claims to be', () => {
    const liar = { [Symbol.toStringTag]: 'Map', size: 0 };
    expect(roundTrip(Object.create(liar, { a: { value: 1, enumerable: true } }))).toEqual({ a: 1 });
  });

  test.each([
    ['the name of one', { name: 'TypeError', message: 'x' }],
    ['the tag of one', Object.create({ [Symbol.toStringTag]: 'Error', name: 'TypeError', message: 'x' })],
    ['the name of another', Object.assign(new Error('x'), { name: 'TypeError' })],
  ])('is no TypeError by %s', (_name, value) => {
    expect(roundTrip(value)).not.toBeInstanceOf(TypeError);
  });

  test('has no message that only becomes the expected one when it is made a text', () => {
    const error = roundTrip(Object.assign(new TypeError(), { message: ['x'] })) as TypeError;
    expect(error.message).toEqual(['x']);
  });
});

describe('a text that no realm wrote', () => {
  test.each([
    ['{"$":"evil"}'],
    ['{"$":"ref","v":7}'],
    ['{"$":"__proto__"}'],
    ['{"$":"typed","k":"Object","v":[]}'],
    ['['],
  ])('is refused: %s', (text) => {
    expect(() => decode(text)).toThrow(Error);
  });
});
