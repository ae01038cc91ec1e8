import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { namesIn } from './read-folder.ts';

/**
 * Makes a snapshot file point to a blob, as the Hub's own tools do: a relative link, or a copy where links are not allowed. Appears whole or
 * not at all; an older one is replaced.
 */
export async function linkSnapshotFile(
  repoDir: string,
  link: { revision: string; file: string; blob: string },
): Promise<string> {
  const path = join(repoDir, 'snapshots', link.revision, link.file);
  const blob = join(repoDir, 'blobs', link.blob);
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path);
  try {
    await symlink(relative(dirname(path), blob).replaceAll('\\', posix.sep), temporary);
  } catch (error) {
    // Windows without developer mode: a copy is what other Hub tools write there, too.
    if (!isCode(error, 'EPERM')) throw error;
    await copyFile(blob, temporary, constants.COPYFILE_FICLONE);
  }
  await rename(temporary, path);
  return path;
}

/** Writes the commit a branch or tag means; readers see the old or the new one. */
export async function writeRef(repoDir: string, ref: string, commit: string): Promise<void> {
  const path = join(repoDir, 'refs', ref);
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path);
  await writeFile(temporary, commit, { flush: true });
  await rename(temporary, path);
}

/** A name of its own for every writer: two of one process, and two containers that share a cache, may have the same pid. */
function temporaryBeside(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.${process.pid}.tmp`;
}

const lockPollMs = 50;

/**
 * Runs `work` while no other Hermes process runs it under the same lock file. A lock whose process is gone is taken over. Lock files lie in
 * `<cache>/.locks`, where other Hub tools keep theirs.
 */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await tryLock(path))) await new Promise((resolve) => setTimeout(resolve, lockPollMs));
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await using handle = await open(path, 'wx');
    await handle.writeFile(String(process.pid));
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    const age =
      Date.now() -
      (await stat(path).then(
        (entry) => entry.mtimeMs,
        () => Date.now(),
      ));
    // An empty lock is one being written; it counts as abandoned when it stays empty.
    const isAbandoned = owner > 0 ? !isAlive(owner) : age > 2000;
    if (isAbandoned) await rm(path, { force: true });
    return false;
  }
}

/** Removes temporary files `*.<pid>.tmp` of processes that are gone from a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const pid = /\.(?<pid>\d+)\.tmp$/.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** Turns file system errors of writing into HERMES_CACHE_WRITE; everything else passes. */
export async function orWriteFault<Result>(cacheDir: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = writeFaultCode(error);
    if (code === undefined) throw error;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    throw new HermesError('HERMES_CACHE_WRITE', {
      message: `${cacheDir} cannot be written (${code}); nothing half-written was left.`,
      fix: isFull
        ? 'free some space, or use another directory (--cache-dir DIR).'
        : 'check its permissions, or use another directory (--cache-dir DIR).',
      cause: error,
    });
  }
}

/** The code of an error that means a file could not be written; undefined for everything else. */
export function writeFaultCode(error: unknown): string | undefined {
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM', 'EIO'].find((code) => isCode(error, code));
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}
