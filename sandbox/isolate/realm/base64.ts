import { charCode, indexOf, toText } from './primordials.ts';
import { domException } from './dom-exception.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `btoa`: base64 of a string of bytes. */
export function encodeBase64(input: unknown): string {
  const bytes = toText(input);
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [byte(bytes, at), byte(bytes, at + 1), byte(bytes, at + 2)];
    const bits = (a << 16) | (b << 8) | c;
    text += `${sextet(bits >> 18)}${sextet(bits >> 12)}`;
    text += at + 1 < bytes.length ? sextet(bits >> 6) : '=';
    text += at + 2 < bytes.length ? sextet(bits) : '=';
  }
  return text;
}

/** `atob`: the string of bytes behind base64, forgiving white space and missing padding. */
export function decodeBase64(input: unknown): string {
  let text = toText(input).replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/==?$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) {
    throw domException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  let result = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; at < text.length; at += 1) {
    bits = ((bits << 6) | indexOf(alphabet, text[at] as string)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result += String.fromCharCode((bits >> held) & 0xff);
  }
  return result;
}

function byte(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = charCode(text, at);
  if (code > 0xff) throw domException('Invalid character', 'InvalidCharacterError');
  return code;
}

function sextet(bits: number): string {
  return alphabet[bits & 63] as string;
}
