import { charCode, isView, RealRangeError, RealTypeError, RealUint8Array, toText } from './primordials.ts';

const replacement = 0xfffd;

/** UTF-8 encoder of the Encoding standard. */
export const TextEncoder = class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }

  encode(input: unknown = ''): Uint8Array {
    const text = toText(input);
    const bytes = new RealUint8Array(text.length * 3);
    const { written } = this.encodeInto(text, bytes);
    return bytes.slice(0, written);
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let written = 0;
    let at = 0;
    while (at < text.length) {
      const [point, units] = codePoint(text, at);
      const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (written + size > target.length) break;
      putCodePoint(target, written, [point, size]);
      written += size;
      at += units;
    }
    return { read: at, written };
  }
};

function codePoint(text: string, at: number): [point: number, units: number] {
  const high = charCode(text, at);
  if (high < 0xd800 || high > 0xdfff) return [high, 1];
  const low = at + 1 < text.length ? charCode(text, at + 1) : 0;
  if (high > 0xdbff || low < 0xdc00 || low > 0xdfff) return [replacement, 1];
  return [0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), 2];
}

function putCodePoint(target: Uint8Array, at: number, [point, size]: [number, number]): void {
  if (size === 1) {
    target[at] = point;
    return;
  }
  const lead = size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0;
  target[at] = lead | (point >> (6 * (size - 1)));
  for (let index = 1; index < size; index += 1) {
    target[at + index] = 0x80 | ((point >> (6 * (size - 1 - index))) & 0x3f);
  }
}

interface DecoderOptions {
  fatal?: boolean | undefined;
  ignoreBOM?: boolean | undefined;
}

interface Decoder {
  encoding: string;
  fatal: boolean;
  ignoreBOM: boolean;
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean | undefined }): string;
}

/** Decoder for UTF-8, UTF-16LE and Latin-1; other labels are refused with a RangeError. */
export const TextDecoder: new (label?: unknown, options?: DecoderOptions) => Decoder =
  class TextDecoder implements Decoder {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    #rest: number[] = [];

    constructor(label: unknown = 'utf-8', options: DecoderOptions = {}) {
      const encoding = labels[toText(label).trim().toLowerCase()];
      if (encoding === undefined)
        throw new RealRangeError(`The "${toText(label)}" encoding is not supported`);
      this.encoding = encoding;
      this.fatal = Boolean(options.fatal);
      this.ignoreBOM = Boolean(options.ignoreBOM);
    }

    decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean | undefined } = {}): string {
      const bytes = [...this.#rest, ...bytesOf(input)];
      const { text, used } = decoders[this.encoding]?.(bytes, this.fatal) ?? { text: '', used: 0 };
      const stream = options.stream === true;
      this.#rest = stream ? bytes.slice(used) : [];
      if (!stream && used < bytes.length) {
        if (this.fatal) throw invalid();
        return this.#withoutMark(`${text}\ufffd`);
      }
      return this.#withoutMark(text);
    }

    #withoutMark(text: string): string {
      return !this.ignoreBOM && text[0] === '\ufeff' ? text.slice(1) : text;
    }
  };

const labels: Record<string, string> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
  latin1: 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
};

interface Decoded {
  text: string;
  /** Bytes that belong to whole characters; the rest may be completed by the next piece. */
  used: number;
}

const decoders: Record<string, (bytes: number[], fatal: boolean) => Decoded> = {
  'utf-8': decodeUtf8,
  'utf-16le': decodeUtf16,
  'windows-1252': (bytes) => ({
    text: bytes.map((byte) => String.fromCharCode(byte)).join(''),
    used: bytes.length,
  }),
};

function bytesOf(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return new RealUint8Array(0);
  return isView(input)
    ? new RealUint8Array(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength)
    : new RealUint8Array(input);
}

function decodeUtf16(bytes: number[]): Decoded {
  const used = bytes.length - (bytes.length % 2);
  let text = '';
  for (let at = 0; at < used; at += 2) {
    text += String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
  }
  return { text: text.toWellFormed(), used };
}

function decodeUtf8(bytes: number[], fatal: boolean): Decoded {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const { point, size, isOpen } = readUtf8(bytes, at);
    if (isOpen) break;
    if (point < 0 && fatal) throw invalid();
    text += String.fromCodePoint(point < 0 ? replacement : point);
    at += size;
  }
  return { text, used: at };
}

/** One character: `point` is negative for a maximal ill-formed piece, `isOpen` says that the bytes end inside a good one. */
function readUtf8(bytes: number[], at: number): { point: number; size: number; isOpen: boolean } {
  const lead = bytes[at] as number;
  if (lead < 0x80) return { point: lead, size: 1, isOpen: false };
  const length = sizeOf(lead);
  if (length === 0) return { point: -1, size: 1, isOpen: false };
  let point = lead & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    const next = bytes[at + index];
    if (next === undefined) return { point: -1, size: index, isOpen: true };
    const [low, high] = index === 1 ? secondRange(lead) : [0x80, 0xbf];
    if (next < low || next > high) return { point: -1, size: index, isOpen: false };
    point = (point << 6) | (next & 0x3f);
  }
  return { point, size: length, isOpen: false };
}

function sizeOf(lead: number): number {
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** What may follow a lead byte, table 3-7 of the Unicode standard. */
function secondRange(lead: number): [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

function invalid(): TypeError {
  return new RealTypeError('The encoded data was not valid for encoding utf-8');
}
