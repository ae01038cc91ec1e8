import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { Sha256 } from '../contract/json.ts';
import { assetPath } from '../contract/package-files.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { partsOf } from './choose-file.ts';
import { readGgufMetadata } from './gguf-metadata.ts';
import { hashFiles } from './hash-file.ts';
import type { ResolvedModel } from './resolve-model.ts';

/** What is pinned of a model file. Of a sharded model, `sha256` is over the concatenated raw shard digests in name order. */
export const LockedModel = z.strictObject({
  bytes: z.number().int().positive(),
  sha256: Sha256,
  tokenizerSha256: Sha256,
  /** Null when the file has no chat template. */
  chatTemplateSha256: Sha256.nullable(),
});
export type LockedModel = z.infer<typeof LockedModel>;

/** `hermes.lock.json`: digests of everything a run may read. Model keys are `<repo>@<revision>:<file>`, task keys project-relative paths. */
export const Lock = z.strictObject({
  lockVersion: z.literal(1).default(1),
  models: z.record(z.string(), LockedModel).default({}),
  tasks: z.record(z.string(), z.strictObject({ sha256: Sha256 })).default({}),
  /** Parts of data sets in the Hub cache: `<repo>@<commit>:<file>[,<file>…]`; of several files, `sha256` is over their concatenated raw digests. */
  datasets: z.record(z.string(), z.strictObject({ sha256: Sha256 })).default({}),
});
export type Lock = z.infer<typeof Lock>;

/** A model file and its digests, as they were found on disk and agree with the lock. */
export interface ModelIdentity extends LockedModel {
  repo: string;
  revision: string;
  file: string;
}

/**
 * Reads and checks a lock file. What it does not name is looked up in the lock of this package, so that a project needs no entry for the embedded models and the
 * shipped suites; without a file only those are locked. Throws HERMES_CACHE_BAD_LOCK.
 */
export async function readLockWithShipped(path: string): Promise<Lock> {
  const shipped = await readLock(assetPath('hermes.lock.json'));
  const own = existsSync(path) ? await readLock(path) : Lock.parse({});
  return {
    ...own,
    models: { ...shipped.models, ...own.models },
    tasks: { ...shipped.tasks, ...own.tasks },
    datasets: { ...shipped.datasets, ...own.datasets },
  };
}

/** Reads and checks a lock file. Throws HERMES_CACHE_BAD_LOCK. */
export async function readLock(path: string): Promise<Lock> {
  try {
    return Lock.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new HermesError('HERMES_CACHE_BAD_LOCK', {
      message: `${path} cannot be used as a lock: ${why}`,
      fix: 'write it with hermes cache lock.',
      cause: error,
    });
  }
}

/** Writes a lock with sorted keys; readers see the old or the new file, never half of one. */
export async function writeLock(path: string, lock: Lock): Promise<void> {
  const sorted = {
    lockVersion: lock.lockVersion,
    models: sortKeys(lock.models),
    tasks: sortKeys(lock.tasks),
    ...(Object.keys(lock.datasets).length > 0 && { datasets: sortKeys(lock.datasets) }),
  };
  const temporary = join(dirname(path), `.hermes.lock.${process.pid}.tmp`);
  try {
    await writeFile(temporary, `${JSON.stringify(sorted, null, 2)}\n`, { flush: true });
    await rename(temporary, path);
  } catch (cause) {
    throw new HermesError('HERMES_CACHE_WRITE', {
      message: `${path} cannot be written: ${textOf(cause)}.`,
      value: path,
      fix: 'make its folder writable, or copy the project to where it is.',
      cause,
    });
  }
}

/** Key of a model in the lock. */
export function lockKey(model: Pick<ResolvedModel, 'repo' | 'revision' | 'file'>): string {
  return `${model.repo}@${model.revision}:${model.file}`;
}

/** Key of a task file in the lock: its path from the project, however it was named; one outside the project has a key that leads there. */
export function tasksKey(projectRoot: string, path: string): string {
  return relative(projectRoot, resolve(projectRoot, path)).replaceAll('\\', '/');
}

/** Computes what the lock holds of a model file, from its bytes. Throws HERMES_CACHE_NOT_GGUF, _TRUNCATED, _CORRUPT. */
export async function lockModel(model: ResolvedModel): Promise<LockedModel> {
  const metadata = await readGgufMetadata(model.path);
  const { bytes, sha256 } = await hashParts(model);
  const { tokenizerSha256, chatTemplateSha256 } = metadata;
  return { bytes, sha256, tokenizerSha256, chatTemplateSha256 };
}

/**
 * Reads the whole file, or takes the digest of who holds it open, and compares it with the lock. Throws HERMES_CACHE_NOT_LOCKED or HERMES_CACHE_LOCK_MISMATCH
 * (also when only the tokenizer or the chat template differ), with both digests and the command that mends it.
 */
export async function verifyModel(
  model: ResolvedModel,
  lock: Lock,
  hashed?: { sha256: string },
): Promise<ModelIdentity> {
  const key = lockKey(model);
  const locked = lock.models[key];
  const ref = `${model.repo}@${model.revision}:${model.file}`;
  if (locked === undefined) throw notLocked(`model ${key}`, `hermes cache lock ${ref}`);
  const { bytes } = model;
  if (bytes !== locked.bytes) throw mismatch(key, ['bytes', String(locked.bytes), String(bytes)], ref);
  const { sha256 } = hashed ?? (await hashParts(model));
  const actual = await parsedWhenWhole(model, { locked, ref, sha256 });
  for (const field of ['tokenizerSha256', 'chatTemplateSha256'] as const) {
    if (actual[field] !== locked[field]) {
      throw mismatch(key, [field, String(locked[field]), String(actual[field])], ref);
    }
  }
  return { repo: model.repo, revision: model.revision, file: model.file, ...actual };
}

/** Tasks that a run reads: a file or folder of the project, or a part of a data set in the Hub cache. */
export interface LockedTasks {
  kind: 'file' | 'folder' | 'dataset';
  /** Key in the lock. */
  key: string;
  sha256: string;
}

/** Compares the digest of tasks with the lock. Throws HERMES_CACHE_NOT_LOCKED or HERMES_CACHE_LOCK_MISMATCH. */
export function verifyTasks({ kind, key, sha256 }: LockedTasks, lock: Lock): void {
  const locked = kind === 'dataset' ? lock.datasets[key] : lock.tasks[key];
  const what = { file: `task file ${key}`, folder: `task folder ${key}`, dataset: `data set ${key}` }[kind];
  const name = { file: key, folder: `${key}/`, dataset: `--repo-type dataset ${key}` }[kind];
  const draft = '; while you are at work on it: hermes run --draft';
  if (locked === undefined) throw notLocked(what, `hermes cache lock ${name}${draft}`);
  if (locked.sha256 !== sha256) throw mismatch(key, ['sha256', locked.sha256, sha256], `${name}${draft}`);
}

/** A damaged file is a mismatch first: what its header says is of no interest then. */
async function parsedWhenWhole(
  model: ResolvedModel,
  { locked, ref, sha256 }: { locked: LockedModel; ref: string; sha256: string },
): Promise<LockedModel> {
  if (sha256 !== locked.sha256) throw mismatch(lockKey(model), ['sha256', locked.sha256, sha256], ref);
  const { tokenizerSha256, chatTemplateSha256 } = await readGgufMetadata(model.path);
  return { bytes: model.bytes, sha256, tokenizerSha256, chatTemplateSha256 };
}

function hashParts(model: ResolvedModel): Promise<{ bytes: number; sha256: string }> {
  const folder = model.path.slice(0, model.path.length - model.file.length);
  return hashFiles(partsOf(model.file).map((part) => join(folder, part)));
}

function notLocked(what: string, command: string): HermesError {
  return new HermesError('HERMES_CACHE_NOT_LOCKED', {
    message: `${what} is not in hermes.lock.json.`,
    fix: `if this is the file you mean, run ${command}.`,
  });
}

function mismatch(
  what: string,
  [field, locked, found]: [field: string, locked: string, found: string],
  ref: string,
): HermesError {
  return new HermesError('HERMES_CACHE_LOCK_MISMATCH', {
    message: `${what} differs from hermes.lock.json: ${field} is locked as ${locked} and is ${found} on disk.`,
    fix: `restore the file, or, if the change is meant, run hermes cache lock ${ref}.`,
  });
}

function sortKeys<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
