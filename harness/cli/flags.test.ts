import { describe, expect, test } from 'vitest';
import { list, wholeNumber } from './flags.ts';

describe('a flag', () => {
  test('that wants a whole number takes one from its least value on', () => {
    expect(['1', '007', '1e3'].map(wholeNumber(1))).toEqual([1, 7, 1000]);
    expect(wholeNumber(0)('0')).toBe(0);
  });

  test.each(['0', '-1', '1.5', '', ' ', 'six', 'Infinity'])('refuses %j where it wants 1 or more', (text) => {
    expect(() => wholeNumber(1)(text)).toThrow('want a whole number from 1.');
  });

  test('that takes names takes them repeated and with commas, and no empty ones', () => {
    expect(list('a,b,', list('c'))).toEqual(['c', 'a', 'b']);
  });
});
