import { type Compressors, parquetMetadata, parquetReadObjects, snappyUncompress } from 'hyparquet';
import { HermesError, textOf } from '../contract/errors.ts';
import { mostUnpackedBytes, tooLarge, unpackBounded } from './unpack-limit.ts';

const mostRows = 1_000_000;

/**
 * All rows of a parquet file in order, as plain JSON objects (big integers within 2^53 become numbers). Codecs: none, snappy, gzip, brotli, zstd; all its pages
 * together unpack to `mostUnpackedBytes` at most. HermesError HERMES_TASK_DATASET_CORRUPT when the bytes are no parquet file that can be read,
 * HERMES_TASK_TOO_LARGE when there is too much in it.
 */
export async function readParquet(bytes: Buffer, path: string): Promise<Record<string, unknown>[]> {
  const copy = new Uint8Array(bytes).buffer;
  try {
    const metadata = parquetMetadata(copy);
    const told = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
    if (told > mostUnpackedBytes || Number(metadata.num_rows) > mostRows) throw tooLarge(path);
    const rows = await parquetReadObjects({ file: copy, metadata, compressors: boundedCompressors(path) });
    return rows.map((row) => plain(row) as Record<string, unknown>);
  } catch (cause) {
    if (cause instanceof HermesError) throw cause;
    throw new HermesError('HERMES_TASK_DATASET_CORRUPT', {
      message: `${path} cannot be read as parquet: ${textOf(cause)}.`,
      fix: 'cache the data set again, or give its JSONL form.',
      cause,
    });
  }
}

/** A page unpacks to what its header says and no more, and all pages together to what a file may. */
function boundedCompressors(path: string): Compressors {
  let left = mostUnpackedBytes;
  const spend = (wanted: number): number => {
    if (wanted > left) throw tooLarge(path);
    left -= wanted;
    return wanted;
  };
  const by = (codec: 'gzip' | 'brotli' | 'zstd') => (input: Uint8Array, wanted: number) =>
    unpackBounded(input, { codec, most: spend(wanted), path });
  return {
    SNAPPY: (input, wanted) => {
      const output = new Uint8Array(spend(wanted));
      snappyUncompress(input, output);
      return output;
    },
    GZIP: by('gzip'),
    BROTLI: by('brotli'),
    ZSTD: by('zstd'),
  };
}

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
