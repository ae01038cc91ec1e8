import { describe, expect, test } from 'vitest';
import { encode } from '../isolate/realm/encode.ts';
import { displayTextOf, jsonTextOf } from './json-values.ts';
import { inertJson, inertText, programStack } from './program-text.ts';

describe('inertText()', () => {
  test('writes control characters out and breaks commands of CI systems', () => {
    expect(inertText('a\u001b[31m\rb\n::error::x\n  ##[group]y', 1000)).toBe(
      'a\\u001b[31m\\u000db\n\\::error::x\n  \\##[group]y',
    );
  });

  test('is at most as many bytes as it may be, and still whole characters', () => {
    const text = inertText('é'.repeat(100), 51);
    expect(Buffer.byteLength(text)).toBe(50);
    expect(text).toBe('é'.repeat(25));
  });
});

describe('the value of a verdict', () => {
  test.each([
    [{ a: [1, null] }, '{"a":[1,null]}'],
    [undefined, undefined],
    [[undefined, NaN, -0, 12n], '[null,"NaN",0,"12n"]'],
    [new Map([[1, new Set(['x'])]]), '"Map{1=>Set[\\"x\\"]}"'],
    [{ $: 1 }, '{"$":1}'],
    [new Date(0), '"Date(1970-01-01T00:00:00.000Z)"'],
    [[1, , 2], '[1,null,2]'], // oxlint-disable-line no-sparse-arrays
  ])('is JSON whatever came back: %#', (value, expected) => {
    expect(jsonTextOf(JSON.parse(encode(value, 10_000)))).toBe(expected);
  });

  test('is not written out when it would be gigantic', () => {
    expect(() => jsonTextOf({ $: 'sparse', n: 2 ** 32 - 1, v: [] })).toThrow(RangeError);
    expect(displayTextOf({ $: 'bigint', v: 'f'.repeat(100_000) }, 10)).toBe('0xffffffff…');
  });

  test('has no raw control characters', () => {
    expect(JSON.parse(inertJson(JSON.stringify('\u007f\u009b')))).toBe('\u007f\u009b');
    expect(inertJson(JSON.stringify('\u009b'))).toBe('"\\u009b"');
  });
});

test('a stack shows the frames of the program only, numbered as it wrote them', () => {
  const stack = [
    'Error: x',
    '    at eval (eval at <anonymous> (hermes:realm:2:23552), <anonymous>:3:9)',
    '    at solution (program.js:4:2)',
    '    at hermes:realm:2:23704',
    '    at Mailbox.start (hermes:realm:2:21219)',
  ].join('\n');
  expect(programStack(stack)).toBe(
    'Error: x\n    at eval (program.js:1:9)\n    at solution (program.js:4:2)',
  );
});
