import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 and size of a file, read in chunks. */
export async function hashFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** As `hashFile` for one file; for several the sum of sizes and SHA-256 over their concatenated raw digests in order. */
export async function hashFiles(paths: string[]): Promise<{ bytes: number; sha256: string }> {
  const parts = [];
  for (const path of paths) parts.push(await hashFile(path));
  return joinDigests(parts);
}

/** Of one file its own; of several the sum of sizes and SHA-256 over their concatenated raw digests in order. */
export function joinDigests(parts: { bytes: number; sha256: string }[]): { bytes: number; sha256: string } {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const digest = createHash('sha256');
  for (const part of parts) digest.update(Buffer.from(part.sha256, 'hex'));
  return { bytes: parts.reduce((sum, part) => sum + part.bytes, 0), sha256: digest.digest('hex') };
}
