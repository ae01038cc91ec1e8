import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import type { ChangedMaterial } from '../contract/manifest.ts';
import { partsOf } from './choose-file.ts';
import { joinDigests } from './hash-file.ts';

/** A model file, all shards of it, held open: what was hashed is what is loaded from it, whatever becomes of its name. */
export interface HeldModel extends AsyncDisposable {
  bytes: number;
  /** As `hashFiles` gives it. */
  sha256: string;
  /** Path by which this process loads the very file that was hashed; of a sharded model, and where there is no /proc, its name. */
  path: string;
  /** Throws HERMES_POOL_MODEL_CHANGED when a file was written to, or another has its name where it is loaded by name. Reads no content. */
  refuseTouched(): Promise<void>;
  /** Reads all of it again; null when it is what it was. */
  changed(): Promise<ChangedMaterial | null>;
}

/** Opens a model file and hashes what it opened. */
export async function holdModel(path: string): Promise<HeldModel> {
  await using opening = new AsyncDisposableStack();
  const paths = partsOf(basename(path)).map((part) => join(dirname(path), part));
  const files: FileHandle[] = [];
  for (const part of paths) files.push(opening.use(await open(part)));
  const before = await stampsOf(files);
  const { bytes, sha256 } = await hashHandles(files);
  const [first] = files;
  const byDescriptor = files.length === 1 && first !== undefined && process.platform === 'linux';
  const touch = async () => {
    const named = byDescriptor ? '' : `, ${await namesOf(paths)}`;
    const now = `${await stampsOf(files)}${named}`;
    const wanted = `${before}${byDescriptor ? '' : `, ${await namesOf(paths, files)}`}`;
    return now === wanted ? null : { before: wanted, now };
  };
  const owned = opening.move();
  const held: HeldModel = {
    bytes,
    sha256,
    path: byDescriptor ? `/proc/self/fd/${first.fd}` : path,
    async refuseTouched() {
      const touched = await touch();
      if (touched !== null) throw modelChanged(path, touched);
    },
    async changed() {
      const now = (await hashHandles(files)).sha256;
      return now === sha256 && (await touch()) === null ? null : { name: 'model', before: sha256, now };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  await held.refuseTouched();
  return held;
}

/** The error that says that a model is not what the run started with. */
export function modelChanged(path: string, { before, now }: { before: string; now: string }): HermesError {
  return new HermesError('HERMES_POOL_MODEL_CHANGED', {
    message: `${path} was changed while the run went on: it was ${before} and is ${now}.`,
    value: path,
    fix: 'restore the file (hermes cache verify), leave it alone until a run has ended, and run again; finished samples are in journal.jsonl.',
  });
}

/** Size and time of the last write; not of renames or links, which change no byte. */
async function stampsOf(files: FileHandle[]): Promise<string> {
  const stats = await Promise.all(files.map((file) => file.stat({ bigint: true })));
  return stats.map(({ size, mtimeNs }) => `${size} bytes written at ${mtimeNs}`).join(', ');
}

/** Which files have these names, or are open. */
async function namesOf(paths: string[], files: (FileHandle | undefined)[] = []): Promise<string> {
  const stats = await Promise.all(paths.map((path, at) => files[at]?.stat() ?? stat(path)));
  return stats.map(({ dev, ino }) => `file ${dev}:${ino}`).join(', ');
}

async function hashHandles(files: FileHandle[]): Promise<{ bytes: number; sha256: string }> {
  const parts = [];
  for (const { fd } of files) {
    const digest = createHash('sha256');
    let bytes = 0;
    const stream = createReadStream('', { fd, start: 0, autoClose: false, highWaterMark: 1 << 20 });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      digest.update(chunk);
      bytes += chunk.length;
    }
    parts.push({ bytes, sha256: digest.digest('hex') });
  }
  return joinDigests(parts);
}
