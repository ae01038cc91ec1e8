import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { wellFormed } from './well-formed.ts';

test('wellFormed() replaces lone surrogates in texts and keys at any depth and counts them', () => {
  const { value, replaced } = wellFormed({ 'a\ud800': ['x\udfff', { b: '😀' }], c: 1, d: null });
  expect(value).toEqual({ 'a\ufffd': ['x\ufffd', { b: '😀' }], c: 1, d: null });
  expect(replaced).toBe(2);
  expect(() => canonicalJson(value)).not.toThrow();
});

test('wellFormed() gives a value that is well-formed back as it is', () => {
  const value = { text: 'line\u2028line', list: [1, 2] };
  expect(wellFormed(value)).toEqual({ value, replaced: 0 });
  expect(wellFormed(value).value).toBe(value);
});
