import { describe, expect, test } from 'vitest';
import { inert, inertJson, oneLine } from './inert.ts';
import { hostileName, notInert, unseenSigns } from './testing/unseen.ts';

describe('inert()', () => {
  test.each(unseenSigns.map((sign) => [sign.codePointAt(0)!.toString(16).toUpperCase(), sign]))(
    'writes U+%s out',
    (code, sign) => expect(inert(`a${sign}b`)).toBe(`a\\u{${code}}b`),
  );

  test.each(['', 'a\tb\nc', 'héllo – 日本 😀 ❤️ مرحبا', String.raw`\u{202E}`, 'a::b ## [x]'])(
    'leaves %j as it is',
    (text) => expect(inert(text)).toBe(text),
  );

  test('no escape code of a terminal survives, and its text can be read', () => {
    expect(inert('\u001b[31mred\u001b]0;title\u0007')).toBe(String.raw`\u{1B}[31mred\u{1B}]0;title\u{7}`);
  });

  test('a line ends as it does on Unix', () => expect(inert('a\r\nb\rc')).toBe('a\nb\\u{D}c'));

  test.each([
    ['::error::x', String.raw`\u{3A}:error::x`],
    ['a\n \t::add-mask::x', 'a\n \t\\u{3A}:add-mask::x'],
    ['a\r\n::error::x', 'a\n\\u{3A}:error::x'],
    ['\u00a0::error::x', '\u00a0\\u{3A}:error::x'],
    ['a ##[error]x', String.raw`a \u{23}#[error]x`],
    ['a ##vso[task]x ##TeamCity[y]', String.raw`a \u{23}#vso[task]x \u{23}#TeamCity[y]`],
  ])('%j is no command to a CI system', (text, shown) => expect(inert(text)).toBe(shown));

  test('nothing of a hostile name is left, and twice is as once', () => {
    expect(notInert(hostileName).length).toBeGreaterThan(unseenSigns.length);
    expect(notInert(inert(hostileName))).toEqual([]);
    expect(inert(inert(hostileName))).toBe(inert(hostileName));
  });
});

describe('oneLine()', () => {
  test('is one line, cut without splitting a character', () => {
    expect(oneLine('a\n  b\tc\n::error::')).toBe(String.raw`a b c \u{3A}:error::`);
    expect(oneLine('😀'.repeat(10), 6).isWellFormed()).toBe(true);
    expect(oneLine('x'.repeat(300))).toHaveLength(200);
  });
});

describe('inertJson()', () => {
  test('has the value that it was given, and is inert', () => {
    const value = { [hostileName]: [hostileName, 1, null] };
    const text = inertJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(notInert(text)).toEqual([]);
    expect(text).not.toContain('\n');
  });
});
