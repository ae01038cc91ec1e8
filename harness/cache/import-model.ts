import { createHash, randomUUID } from 'node:crypto';
import { copyFile, constants, mkdir, readlink, realpath, rename, rm, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { readGgufMetadata, withoutTemplate } from './gguf-metadata.ts';
import { hashFile } from './hash-file.ts';
import { parseModelRef, repoFolder } from './model-ref.ts';
import { filesUnder } from './read-folder.ts';
import { resolveModel, type ResolvedModel } from './resolve-model.ts';
import { resolveRevision } from './snapshot.ts';
import { linkSnapshotFile, orWriteFault, removeLeftovers, withFileLock, writeRef } from './write-cache.ts';

/** What `cache import` did. */
export interface ImportResult extends ResolvedModel {
  sha256: string;
  cacheDir: string;
  /** False when the blob was there already. */
  copied: boolean;
  /** What a reader should know of it before it is run. */
  warnings: string[];
}

const commitHash = /^[0-9a-f]{40}$/;

/**
 * Copies a GGUF file into a cache as `org/name[@revision]`, in the Hub's layout. With a branch (default `main`), files the branch already
 * has stay in it and its commit is derived from the names and digests of all its files; with a 40-digit commit, that is used as it is.
 * Two imports at once, a kill or a full disk leave the cache as it was or complete. Throws HERMES_CACHE_BAD_REF, _NOT_GGUF, _TRUNCATED,
 * _CORRUPT, _WRITE.
 */
export async function importModel(options: {
  file: string;
  as: string;
  cacheDir: string;
}): Promise<ImportResult> {
  const { cacheDir } = options;
  const ref = parseModelRef(options.as);
  if (ref.selector.type !== 'default') {
    throw new HermesError('HERMES_CACHE_BAD_REF', {
      message: `--as ${options.as} names a file or quantization; the file keeps its own name.`,
      fix: `write --as ${ref.repo}@${ref.revision}.`,
    });
  }
  const { chatTemplate } = await readGgufMetadata(options.file);
  const repoDir = join(cacheDir, repoFolder(ref.repo));
  const file = basename(options.file);
  return await orWriteFault(cacheDir, async () => {
    const { sha256, copied } = await putBlob(repoDir, options.file);
    const lock = join(cacheDir, '.locks', `${repoFolder(ref.repo)}.hermes.lock`);
    const revision = await withFileLock(lock, () =>
      addToSnapshot(repoDir, ref.revision, { file, blob: sha256 }),
    );
    const model = await resolveModel(`${ref.repo}@${revision}:${file}`, { cacheDirs: [cacheDir] });
    const warnings = chatTemplate === null ? [withoutTemplate(file)] : [];
    return { ...model, sha256, cacheDir, copied, warnings };
  });
}

/** Copies under a temporary name, checks the copy and renames it to its digest. */
async function putBlob(repoDir: string, file: string): Promise<{ sha256: string; copied: boolean }> {
  const blobs = join(repoDir, 'blobs');
  await mkdir(blobs, { recursive: true });
  await removeLeftovers(blobs);
  const { bytes, sha256 } = await hashFile(file);
  const present = await hashFile(join(blobs, sha256)).catch(() => undefined);
  if (present?.sha256 === sha256) return { sha256, copied: false };
  const temporary = join(blobs, `import-${randomUUID()}.${process.pid}.tmp`);
  try {
    await copyFile(await realpath(file), temporary, constants.COPYFILE_FICLONE);
    const copy = await hashFile(temporary);
    if (copy.sha256 !== sha256) throw changedMeanwhile(file, bytes, copy.bytes);
    await flushToDisk(temporary);
    await rename(temporary, join(blobs, sha256));
    return { sha256, copied: true };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Links the file into the snapshot of a branch or commit, the branch's other files included, and moves the branch. */
async function addToSnapshot(
  repoDir: string,
  name: string,
  added: { file: string; blob: string },
): Promise<string> {
  if (commitHash.test(name)) {
    await linkSnapshotFile(repoDir, { revision: name, ...added });
    return name;
  }
  const previous = await resolveRevision(repoDir, name);
  const files = new Map(previous === undefined ? [] : await linksOf(join(repoDir, 'snapshots', previous)));
  files.set(added.file, added.blob);
  const digest = createHash('sha256');
  for (const [file, blob] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    digest.update(`${file}\0${blob}\n`);
  const revision = digest.digest('hex').slice(0, 40);
  for (const [file, blob] of files) await linkSnapshotFile(repoDir, { revision, file, blob });
  await writeRef(repoDir, name, revision);
  return revision;
}

/** Files of a snapshot and the blobs they link to. */
async function linksOf(snapshot: string): Promise<[file: string, blob: string][]> {
  const links: [string, string][] = [];
  for (const file of await filesUnder(snapshot)) {
    const target = await readlink(join(snapshot, file)).catch(() => undefined);
    if (target !== undefined) links.push([file, basename(target)]);
  }
  return links;
}

async function flushToDisk(path: string): Promise<void> {
  await using handle = await open(path, 'r+');
  await handle.sync();
}

function changedMeanwhile(file: string, before: number, after: number): HermesError {
  return new HermesError('HERMES_CACHE_CORRUPT', {
    message: `${file} in ${dirname(file)} changed while it was copied (${before} and ${after} bytes).`,
    fix: 'wait until whatever writes it is done, and import again.',
  });
}
