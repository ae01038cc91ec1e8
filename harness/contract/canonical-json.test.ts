import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from './canonical-json.ts';

describe('canonicalJson()', () => {
  test('sorts keys by UTF-16 code units, as in the measured vector', () => {
    const value = {
      b: 2,
      a: [true, null, 'x'],
      '€': 1,
      '\r': 2,
      '1': 3,
      '😀': 4,
      '\ufb33': 5,
      ö: 6,
      '\u0080': 7,
    };
    expect(sha256(canonicalJson(value)).slice(0, 16)).toBe('04a64c35ad170c6e');
  });

  test('formats numbers as ECMAScript does, as in the measured vector', () => {
    // oxlint-disable-next-line no-loss-of-precision
    const n = [1e30, 4.5, 0.002, 1e-27, 0.30000000000000004, -0, 1e21, 333333333.33333329, 9007199254740991];
    const text = canonicalJson({ n });
    expect(text).toBe(
      '{"n":[1e+30,4.5,0.002,1e-27,0.30000000000000004,0,1e+21,333333333.3333333,9007199254740991]}',
    );
    expect(sha256(text).slice(0, 16)).toBe('bbffab4008675b79');
  });

  test.each([
    ['NaN', Number.NaN],
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['undefined inside', { a: undefined }],
    ['a bigint', 1n],
    ['a lone surrogate', '\ud800'],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
