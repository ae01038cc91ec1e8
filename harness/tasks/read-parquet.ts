import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects, type Compressors } from 'hyparquet';
import { HermesError, textOf } from '../contract/errors.ts';

/**
 * All rows of a parquet file in order, as plain JSON objects (big integers within 2^53 become numbers). Codecs: none, snappy, gzip, brotli, zstd.
 * HermesError HERMES_TASK_DATASET_CORRUPT when the bytes are no parquet file that can be read.
 */
export async function readParquet(bytes: Buffer, path: string): Promise<Record<string, unknown>[]> {
  const copy = new Uint8Array(bytes).buffer;
  try {
    const rows = await parquetReadObjects({ file: copy, compressors });
    return rows.map((row) => plain(row) as Record<string, unknown>);
  } catch (cause) {
    throw new HermesError('HERMES_TASK_DATASET_CORRUPT', {
      message: `${path} cannot be read as parquet: ${textOf(cause)}.`,
      fix: 'cache the data set again, or give its JSONL form.',
      cause,
    });
  }
}

const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
};

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
