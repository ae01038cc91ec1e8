import { expect, test } from 'vitest';
import type { Json } from './json.ts';
import { actsExtensionUri, identityExtensionUri, outsideAgent } from './outside-agent.ts';

const described = (card: Json) => outsideAgent({ address: 'unix:/x', card, arms: ['PM', 'A'] });

test.each([
  [
    'control characters and escapes',
    '\u001B[31mred\u0007\n::error::x',
    String.raw`\u{1B}[31mred\u{7} \u{3A}:error::x`,
  ],
  ['bidi and zero-width characters', 'a\u202Eb\u200Bc', String.raw`a\u{202E}b\u{200B}c`],
  ['lines', 'a\r\nb\nc', 'a b c'],
  ['lone surrogates', 'a\uD800b', 'a\uFFFDb'],
  ['something that is no text', 7, ''],
] as const)('a name of %s is one inert line', (_what, name, shown) => {
  expect(described({ name, version: name }).card).toMatchObject({ name: shown, version: shown });
});

test('a name of a megabyte is cut, and a pair is not cut in half', () => {
  expect(described({ name: 'x'.repeat(1 << 20) }).card?.name).toBe(`${'x'.repeat(79)}…`);
  expect(described({ name: '🙂'.repeat(1 << 18) }).card?.name.isWellFormed()).toBe(true);
});

test('the digest of a card changes with everything in it, whatever the order of its keys', () => {
  const digest = (card: Json) => described(card).card?.sha256;
  expect(digest({ name: 'a', version: '1' })).toBe(digest({ version: '1', name: 'a' }));
  expect(digest({ name: 'a', version: '1' })).not.toBe(digest({ name: 'a\u200B', version: '1' }));
});

test('a digest that a card claims is told as a claim, and only when it looks like one', () => {
  const claiming = (sha256: Json) =>
    described({ capabilities: { extensions: [{ uri: identityExtensionUri, params: { sha256 } }] } }).card;
  expect(claiming('a'.repeat(64))?.claimedSha256).toBe('a'.repeat(64));
  for (const odd of ['a'.repeat(65), `${'a'.repeat(63)}\n`, 'A'.repeat(64), 7, null, { length: 64 }]) {
    expect(claiming(odd)?.claimedSha256).toBeNull();
  }
});

test('only an agent that declares typed acts is spoken to in the arms of the run', () => {
  expect(described({ capabilities: { extensions: [{ uri: actsExtensionUri }] } }).arms).toEqual({
    A: 'A',
    PM: 'PM',
  });
  for (const card of [null, {}, { capabilities: null }, { capabilities: { extensions: 'all' } }]) {
    expect(described(card).arms).toEqual({ A: 'A', PM: 'A' });
  }
});
