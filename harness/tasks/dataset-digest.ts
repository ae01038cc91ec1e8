import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { projectFolder } from './project-folder.ts';

/** Bytes of a cached file and their SHA-256. */
export interface CheckedFile {
  bytes: Buffer;
  sha256: string;
}

/**
 * Reads a file of a snapshot and checks it against the name of the Hub's blob that the snapshot links to (SHA-256 of large files, git's SHA-1 of small ones). HermesError HERMES_TASK_DATASET_CORRUPT with both digests.
 */
export function readChecked(path: string): CheckedFile {
  const bytes = readBytes(path);
  const digest = sha256(bytes);
  const blob = blobName(path);
  if (blob?.length === 64) checkDigest(path, blob, digest);
  if (blob?.length === 40) checkDigest(path, blob, gitDigest(bytes));
  return { bytes, sha256: digest };
}

/** The digest of a part: of its one file, or SHA-256 over the raw digests of its shards in order (as the lock has it for model shards). */
export function digestOfFiles(files: readonly CheckedFile[]): string {
  const [first] = files;
  if (files.length === 1 && first !== undefined) return first.sha256;
  return sha256(Buffer.concat(files.map((file) => Buffer.from(file.sha256, 'hex'))));
}

/** HermesError HERMES_TASK_DATASET_CORRUPT when a digest is not the wanted one. */
export function checkDigest(name: string, wanted: string, found: string): void {
  if (wanted === found) return;
  throw new HermesError('HERMES_TASK_DATASET_CORRUPT', {
    message: `${name} has the digest ${found}, not ${wanted}.`,
    fix: 'delete the file and cache the data set again; if the change is wanted, write the new digest.',
  });
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(resolve(projectFolder(), path));
  } catch (cause) {
    throw new HermesError('HERMES_TASK_DATASET_MISSING', {
      message: `${path} cannot be read: ${textOf(cause)}.`,
      fix: 'cache the data set again.',
      cause,
    });
  }
}

function blobName(path: string): string | undefined {
  try {
    const name = basename(readlinkSync(path));
    return /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

function gitDigest(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
