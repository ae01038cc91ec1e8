import { describe, expect, test } from 'vitest';
import { equalsJson } from './json-values.ts';

describe('equalsJson()', () => {
  test.each([
    [
      { b: [1, null], a: 'x' },
      { a: 'x', b: [1, null] },
    ],
    [-0, 0],
    [-0, -0],
    [[], []],
    [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
  ])('holds: case %#', (actual, expected) => {
    expect(equalsJson(actual, expected)).toBe(true);
  });

  test.each([
    [NaN, null],
    [0, -0],
    [undefined, null],
    [1n, 1],
    ['1', 1],
    [{ a: undefined }, {}],
    [{}, { a: null }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [Array(1), [null]],
    [Object.assign([1], { extra: 1 }), [1]],
    [{ 0: 1, length: 1 }, [1]],
    [[], {}],
    [new Map(), {}],
    [new Date(0), {}],
    [Object(1), 1],
    [new Uint8Array([1]), [1]],
    [{}, JSON.parse('{"__proto__":{}}')],
  ])('does not hold: case %#', (actual, expected) => {
    expect(equalsJson(actual, expected)).toBe(false);
  });
});
