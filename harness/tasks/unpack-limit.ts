import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { HermesError, textOf } from '../contract/errors.ts';

/** What a packed task file may unpack to; no published set comes near it, and a bomb is refused long before memory ends. */
export const mostUnpackedBytes = 256 * 2 ** 20;

type Unpacker = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;
const unpackers = { gzip: gunzipSync, brotli: brotliDecompressSync, zstd: zstdDecompressSync } as const;

/**
 * Unpacks bytes, at most `most` of them. HermesError HERMES_TASK_TOO_LARGE when it would be more; throws the codec's own error when the bytes are damaged.
 */
export function unpackBounded(
  bytes: Uint8Array,
  { codec, most, path }: { codec: keyof typeof unpackers; most: number; path: string },
): Buffer {
  const unpack: Unpacker = unpackers[codec];
  try {
    return unpack(bytes, { maxOutputLength: Math.max(1, most) });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(path, cause);
    throw cause;
  }
}

/** The error of what unpacks to more than it may. */
export function tooLarge(path: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_TASK_TOO_LARGE', {
    message: `${path} unpacks to more than ${mostUnpackedBytes / 2 ** 20} MiB${cause === undefined ? '' : ` (${textOf(cause)})`}.`,
    value: path,
    fix: 'look whether it is what you think it is; then split it, or give it unpacked as JSONL.',
    cause,
  });
}
