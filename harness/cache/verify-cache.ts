import { messageOf } from '../contract/errors.ts';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readGgufMetadata } from './gguf-metadata.ts';
import { hashFile } from './hash-file.ts';
import { type Lock, lockKey } from './lock.ts';
import { filesUnder, namesIn } from './read-folder.ts';

/** A file that is not what it should be. */
interface CacheProblem {
  path: string;
  problem: string;
  fix: string;
}

/** What `cache verify` found; exit code 1 when there are problems. */
export interface CacheVerification {
  /** Files whose digest was computed and found right. */
  verified: number;
  /** Files whose digest nothing tells: regular files that are not in the lock. */
  unverifiable: string[];
  problems: CacheProblem[];
}

/** Reads every file of the caches again: blobs against the digest that is their name, regular files against the lock, GGUF headers, links. */
export async function verifyCache(cacheDirs: string[], lock?: Lock): Promise<CacheVerification> {
  const result: CacheVerification = { verified: 0, unverifiable: [], problems: [] };
  for (const cacheDir of cacheDirs) {
    for (const folder of await namesIn(cacheDir)) {
      if (!/^(?:models|datasets)--/.test(folder)) continue;
      await verifyBlobs(join(cacheDir, folder, 'blobs'), result);
      await verifySnapshots(join(cacheDir, folder), lock, result);
    }
  }
  return result;
}

async function verifyBlobs(blobs: string, result: CacheVerification): Promise<void> {
  for (const name of await namesIn(blobs)) {
    const path = join(blobs, name);
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) {
      const problem = /\.(?:incomplete|tmp)$/.test(name)
        ? 'an unfinished download or import'
        : 'not named by a digest';
      result.problems.push({ path, problem, fix: 'pull or import again to finish it, or delete it.' });
      continue;
    }
    const found = await digestNamedLike(name, path);
    if (found === name) result.verified++;
    else
      result.problems.push({
        path,
        problem: `its digest is ${found}`,
        fix: 'delete it and pull or import again.',
      });
  }
}

/** 64 digits are the SHA-256 of the bytes, 40 the id git gives them. */
async function digestNamedLike(name: string, path: string): Promise<string> {
  if (name.length === 64) return (await hashFile(path)).sha256;
  const digest = createHash('sha1').update(`blob ${(await stat(path)).size}\0`);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) digest.update(chunk);
  return digest.digest('hex');
}

async function verifySnapshots(
  repoDir: string,
  lock: Lock | undefined,
  result: CacheVerification,
): Promise<void> {
  const [, ...name] = basename(repoDir).split('--');
  for (const revision of await namesIn(join(repoDir, 'snapshots'))) {
    const snapshot = join(repoDir, 'snapshots', revision);
    for (const file of await filesUnder(snapshot)) {
      const path = join(snapshot, file);
      const problem = await problemOf(path);
      if (problem !== undefined) result.problems.push(problem);
      else if (isPinned(repoDir, file) && !(await lstat(path)).isSymbolicLink()) {
        const locked = lock?.models[lockKey({ repo: name.join('/'), revision, file })];
        await verifyRegular(path, locked?.sha256, result);
      }
    }
  }
}

/** Of a model only its weights are pinned, of a data set every file. */
function isPinned(repoDir: string, file: string): boolean {
  return basename(repoDir).startsWith('datasets--') || /\.gguf$/i.test(file);
}

async function verifyRegular(
  path: string,
  locked: string | undefined,
  result: CacheVerification,
): Promise<void> {
  if (locked === undefined) return void result.unverifiable.push(path);
  const { sha256 } = await hashFile(path);
  if (sha256 === locked) result.verified++;
  else {
    const problem = `its digest is ${sha256} and the lock says ${locked}`;
    result.problems.push({ path, problem, fix: 'restore it, or hermes cache lock if the change is meant.' });
  }
}

async function problemOf(path: string): Promise<CacheProblem | undefined> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const target = await readlink(path).catch(() => 'nothing');
    return {
      path,
      problem: `links to ${target}, which is not there`,
      fix: 'pull or import again, or delete the link.',
    };
  }
  if (!/\.gguf$/i.test(path) || /-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(path)) return undefined;
  try {
    await readGgufMetadata(path);
    return undefined;
  } catch (error) {
    const problem = messageOf(error);
    return { path, problem, fix: 'delete it and pull or import again.' };
  }
}
