import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { TextDecoder as OwnDecoder, TextEncoder as OwnEncoder } from './text-codec.ts';

const texts = [
  '',
  'abc',
  'é',
  '€',
  '😀',
  'a\ud800b',
  '\udc00',
  'x'.repeat(1000),
  '\u0000\uffff',
  '日本語 mixed ß',
];

function* pseudoBytes(): Generator<Uint8Array> {
  let state = 1;
  for (let sample = 0; sample < 500; sample += 1) {
    const bytes = new Uint8Array(1 + (sample % 9));
    for (let at = 0; at < bytes.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      bytes[at] = state >>> 24;
    }
    yield bytes;
  }
}

describe('TextEncoder and TextDecoder', () => {
  test.each(texts)('encode as Node does: %j', (text) => {
    expect([...new OwnEncoder().encode(text)]).toEqual([...new TextEncoder().encode(text)]);
  });

  test('decode any bytes as Node does, ill-formed ones too', () => {
    for (const bytes of pseudoBytes()) {
      expect(new OwnDecoder().decode(bytes), bytes.join()).toBe(new TextDecoder().decode(bytes));
    }
  });

  test('decode pieces of a stream as Node does', () => {
    const bytes = new TextEncoder().encode('a€😀b');
    const [own, node] = [new OwnDecoder(), new TextDecoder()];
    const pieces = [...bytes].map((byte) => new Uint8Array([byte]));
    const ours = pieces.map((piece) => own.decode(piece, { stream: true }));
    expect(ours).toEqual(pieces.map((piece) => node.decode(piece, { stream: true })));
    expect(own.decode()).toBe(node.decode());
  });

  test('refuse ill-formed bytes when fatal, and unknown labels', () => {
    expect(() => new OwnDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]))).toThrow(TypeError);
    expect(() => new OwnDecoder('klingon')).toThrow(RangeError);
  });
});

describe('btoa and atob', () => {
  test('agree with Node', () => {
    for (const bytes of pseudoBytes()) {
      const text = String.fromCharCode(...bytes);
      expect(encodeBase64(text)).toBe(btoa(text));
      expect(decodeBase64(btoa(text))).toBe(text);
    }
    expect(decodeBase64(' YQ ')).toBe('a');
  });

  test('refuse what is not base64 or not bytes', () => {
    expect(() => decodeBase64('a')).toThrow('not correctly encoded');
    expect(() => decodeBase64('a*bc')).toThrow('not correctly encoded');
    expect(() => encodeBase64('€')).toThrow('Invalid character');
  });
});
