import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { HermesError } from '../contract/errors.ts';
import { byteSize } from './ggml-types.ts';

/** A metadata value; of an array only its length is kept. */
export type GgufValue = string | number | boolean | { length: number };

interface GgufTensor {
  name: string;
  elements: number;
  bytes: number;
}

/** Header of a GGUF file: metadata and the list of tensors. */
export interface GgufHeader {
  version: number;
  values: Map<string, GgufValue>;
  tensors: GgufTensor[];
  tokenizerSha256: string;
}

/** Reads and checks a GGUF header (v2, v3, little-endian). Throws HERMES_CACHE_NOT_GGUF, _TRUNCATED, _CORRUPT. */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const reader = new ByteReader(handle, path, size);
  const magic = size < 4 ? '' : (await reader.take(4)).toString('latin1');
  if (magic !== 'GGUF') throw notGguf(path, `it starts with ${JSON.stringify(magic)} instead of "GGUF"`);
  const version = await reader.u32();
  if (version !== 2 && version !== 3) throw notGguf(path, `its version is ${version}, known are 2 and 3`);
  const tensorCount = await reader.count();
  const valueCount = await reader.count();
  const { values, tokenizerSha256 } = await readValues(reader, valueCount);
  const tensors = await readTensors(reader, tensorCount, values);
  return { version, values, tensors, tokenizerSha256 };
}

async function readValues(reader: ByteReader, count: number) {
  const values = new Map<string, GgufValue>();
  const digest = createHash('sha256');
  for (let index = 0; index < count; index++) {
    const key = await reader.text();
    reader.tap = key.startsWith('tokenizer.') ? digest : undefined;
    reader.tap?.update(`${key}\0`, 'utf8');
    values.set(key, await readValue(reader, await reader.u32()));
    reader.tap = undefined;
  }
  return { values, tokenizerSha256: digest.digest('hex') };
}

const typeString = 8;
const typeArray = 9;

async function readValue(reader: ByteReader, type: number): Promise<GgufValue> {
  if (type === typeString) return await reader.text();
  if (type === typeArray) return await readArray(reader);
  const scalar = scalars[type];
  if (scalar === undefined) throw corrupt(reader.path, `value type ${type} is unknown`);
  return scalar.read(await reader.take(scalar.bytes));
}

async function readArray(reader: ByteReader): Promise<{ length: number }> {
  const type = await reader.u32();
  const length = await reader.count();
  const scalar = scalars[type];
  if (scalar !== undefined) await reader.skip(length * scalar.bytes);
  else if (type === typeString)
    for (let index = 0; index < length; index++) await reader.skip(await reader.count());
  else throw corrupt(reader.path, `an array of value type ${type} is unknown`);
  return { length };
}

const scalars: Record<number, { bytes: number; read: (data: Buffer) => number | boolean }> = {
  0: { bytes: 1, read: (data) => data.readUInt8() },
  1: { bytes: 1, read: (data) => data.readInt8() },
  2: { bytes: 2, read: (data) => data.readUInt16LE() },
  3: { bytes: 2, read: (data) => data.readInt16LE() },
  4: { bytes: 4, read: (data) => data.readUInt32LE() },
  5: { bytes: 4, read: (data) => data.readInt32LE() },
  6: { bytes: 4, read: (data) => data.readFloatLE() },
  7: { bytes: 1, read: (data) => data.readUInt8() !== 0 },
  10: { bytes: 8, read: (data) => Number(data.readBigUInt64LE()) },
  11: { bytes: 8, read: (data) => Number(data.readBigInt64LE()) },
  12: { bytes: 8, read: (data) => data.readDoubleLE() },
};

async function readTensors(reader: ByteReader, count: number, values: Map<string, GgufValue>) {
  const tensors: GgufTensor[] = [];
  let dataEnd = 0;
  for (let index = 0; index < count; index++) {
    const name = await reader.text();
    const dimensions = await reader.u32();
    if (dimensions > 8) throw corrupt(reader.path, `tensor ${name} has ${dimensions} dimensions`);
    let elements = 1;
    for (let dimension = 0; dimension < dimensions; dimension++) elements *= await reader.u64();
    const bytes = byteSize(await reader.u32(), elements);
    dataEnd = Math.max(dataEnd, (await reader.u64()) + bytes);
    tensors.push({ name, elements, bytes });
  }
  const alignment = values.get('general.alignment');
  const step = typeof alignment === 'number' && alignment > 0 ? alignment : 32;
  reader.expectAtLeast(Math.ceil(reader.offset / step) * step + dataEnd);
  return tensors;
}

const chunkBytes = 1 << 20;

/** Reads a file from its start in chunks; every read past the end is HERMES_CACHE_TRUNCATED. */
class ByteReader {
  offset = 0;
  readonly path: string;
  /** Fed with every byte that passes, when set. */
  tap: Hash | undefined;
  readonly #handle: FileHandle;
  readonly #size: number;
  #chunk = Buffer.alloc(0);
  #chunkStart = 0;

  constructor(handle: FileHandle, path: string, size: number) {
    this.#handle = handle;
    this.path = path;
    this.#size = size;
  }

  async take(bytes: number): Promise<Buffer> {
    this.expectAtLeast(this.offset + bytes);
    if (this.offset + bytes > this.#chunkStart + this.#chunk.length) await this.#fill(bytes);
    const start = this.offset - this.#chunkStart;
    const taken = this.#chunk.subarray(start, start + bytes);
    this.offset += bytes;
    this.tap?.update(taken);
    return taken;
  }

  async skip(bytes: number): Promise<void> {
    this.expectAtLeast(this.offset + bytes);
    for (let left = bytes; left > 0; left -= chunkBytes) await this.take(Math.min(left, chunkBytes));
  }

  async u32(): Promise<number> {
    return (await this.take(4)).readUInt32LE();
  }

  async u64(): Promise<number> {
    return Number((await this.take(8)).readBigUInt64LE());
  }

  /** A count or length; one that cannot fit into the file is a truncated or damaged file. */
  async count(): Promise<number> {
    const count = await this.u64();
    this.expectAtLeast(this.offset + count);
    return count;
  }

  async text(): Promise<string> {
    return (await this.take(await this.count())).toString('utf8');
  }

  expectAtLeast(bytes: number): void {
    if (bytes <= this.#size) return;
    throw new HermesError('HERMES_CACHE_TRUNCATED', {
      message: `${this.path} has ${this.#size} bytes and needs at least ${bytes}: it is truncated or damaged.`,
      fix: 'pull or import the file again (hermes cache pull ORG/NAME:FILE).',
    });
  }

  async #fill(bytes: number): Promise<void> {
    const length = Math.min(Math.max(bytes, chunkBytes), this.#size - this.offset);
    const chunk = Buffer.alloc(length);
    await this.#handle.read(chunk, 0, length, this.offset);
    this.#chunk = chunk;
    this.#chunkStart = this.offset;
  }
}

function notGguf(path: string, why: string): HermesError {
  return new HermesError('HERMES_CACHE_NOT_GGUF', {
    message: `${path} is not a GGUF file: ${why}.`,
    fix: 'give a .gguf file of version 2 or 3; safetensors and other formats must be converted first.',
  });
}

function corrupt(path: string, why: string): HermesError {
  return new HermesError('HERMES_CACHE_CORRUPT', {
    message: `${path} has a damaged header: ${why}.`,
    fix: 'pull or import the file again.',
  });
}
