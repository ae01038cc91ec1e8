import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { resolveDataset } from './dataset-parts.ts';
import { withoutTemplate } from './gguf-metadata.ts';
import { hashFile, hashFiles } from './hash-file.ts';
import { hashFolder } from './hash-folder.ts';
import { Lock, lockKey, lockModel, readLock, tasksKey, writeLock } from './lock.ts';
import { resolveModel } from './resolve-model.ts';

/** What `cache lock` changed, by key. */
export interface LockUpdate {
  lockPath: string;
  added: string[];
  changed: string[];
  unchanged: string[];
  /** Entries that were taken out: task files that are gone where all entries are computed anew, or what `remove` named. */
  removed: string[];
  /** What a reader should know of a model before it is run. */
  warnings: string[];
}

interface LockOptions {
  /** Model references, task files and data sets. */
  what: string[];
  projectRoot: string;
  cacheDirs: string[];
  /** Default `hermes.lock.json` in the project. */
  lockPath?: string | undefined;
  /** What the names that are no task files mean. Default `model`. */
  repoType?: 'model' | 'dataset' | undefined;
}

/**
 * Locks model references or parts of data sets, and task files (by their paths); other entries stay. Without any, all entries the lock has are computed anew.
 * Creates the file when it is absent. Throws what `resolveModel`, `resolveDataset`, `lockModel` and `readLock` throw.
 */
export async function updateLock(options: LockOptions): Promise<LockUpdate> {
  const { projectRoot, repoType = 'model' } = options;
  const opened = await open(options);
  const { lock, update } = opened;
  for (const item of options.what) {
    if (isTasksFile(item)) await lockTasks(opened, resolve(projectRoot, item));
    else if (repoType === 'dataset') await lockDataset(opened, item);
    else await lockOneModel(opened, item);
  }
  if (options.what.length === 0) await lockAllAgain(opened);
  await writeLock(update.lockPath, lock);
  return update;
}

/** Takes entries out of the lock, by the keys it has, or by the paths of task files. Throws HERMES_CACHE_NOT_LOCKED for what it does not hold. */
export async function removeFromLock(options: LockOptions): Promise<LockUpdate> {
  const { lock, update } = await open(options);
  for (const item of options.what) {
    const key = [item, tasksKey(options.projectRoot, item)].find((name) =>
      [lock.models, lock.tasks, lock.datasets].some((entries) => Object.hasOwn(entries, name)),
    );
    if (key === undefined) throw notInLock(item, lock);
    for (const entries of [lock.models, lock.tasks, lock.datasets]) delete entries[key];
    update.removed.push(key);
  }
  await writeLock(update.lockPath, lock);
  return update;
}

/** Whether a name is a task file's (JSON, JSONL, parquet, also gzipped) or, with a slash at its end, a folder's, and no reference into the cache. */
export function isTasksFile(name: string): boolean {
  if (name.endsWith('/') || (isAbsolute(name) && isFolder(name))) return true;
  return /\.(?:jsonl?|parquet)(?:\.gz)?$/.test(name) && !/^[\w.-]+\/[\w.-]+@?[\w./-]*:/.test(name);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

interface Opened {
  lock: Lock;
  update: LockUpdate;
  projectRoot: string;
  cacheDirs: string[];
}

async function open({ lockPath: path, projectRoot, cacheDirs }: LockOptions): Promise<Opened> {
  const lockPath = path ?? join(projectRoot, 'hermes.lock.json');
  const lock = existsSync(lockPath) ? await readLock(lockPath) : Lock.parse({});
  const update = { lockPath, added: [], changed: [], unchanged: [], removed: [], warnings: [] };
  return { lock, update, projectRoot, cacheDirs };
}

async function lockAllAgain(opened: Opened): Promise<void> {
  const { lock, update, projectRoot } = opened;
  for (const key of Object.keys(lock.models)) await orRemovable(key, lockOneModel(opened, key));
  for (const key of Object.keys(lock.datasets)) await orRemovable(key, lockDataset(opened, key));
  for (const key of Object.keys(lock.tasks)) {
    if (existsSync(resolve(projectRoot, key))) await lockTasks(opened, resolve(projectRoot, key));
    else {
      delete lock.tasks[key];
      update.removed.push(key);
    }
  }
}

/** A model that this machine's cache lacks may be in another's: its entry goes only when somebody says so. */
async function orRemovable(key: string, locking: Promise<void>): Promise<void> {
  try {
    await locking;
  } catch (error) {
    if (!(error instanceof HermesError)) throw error;
    const { code, rawMessage: message, fix } = error;
    const also = `or, if nothing needs it any more, hermes cache lock --remove ${key}.`;
    throw new HermesError(code, { message, fix: `${fix.replace(/\.$/, '')}, ${also}`, cause: error });
  }
}

async function lockOneModel({ lock, update, cacheDirs }: Opened, ref: string): Promise<void> {
  const model = await resolveModel(ref, { cacheDirs });
  const key = lockKey(model);
  const entry = await lockModel(model);
  note(update, key, [lock.models[key], entry]);
  lock.models[key] = entry;
  if (entry.chatTemplateSha256 === null) update.warnings.push(withoutTemplate(key));
}

async function lockDataset({ lock, update, cacheDirs }: Opened, ref: string): Promise<void> {
  for (const { key, paths } of await resolveDataset(ref, cacheDirs)) {
    const entry = { sha256: (await hashFiles(paths)).sha256 };
    note(update, key, [lock.datasets[key], entry]);
    lock.datasets[key] = entry;
  }
}

async function lockTasks({ lock, update, projectRoot }: Opened, path: string): Promise<void> {
  const key = tasksKey(projectRoot, path);
  if (!existsSync(path)) {
    throw new HermesError('HERMES_CACHE_NOT_FOUND', {
      message: `task file ${path} is not there.`,
      fix: `give a path relative to the project; if the file is gone for good, run hermes cache lock --remove ${key}.`,
    });
  }
  const entry = { sha256: isFolder(path) ? hashFolder(path) : (await hashFile(path)).sha256 };
  note(update, key, [lock.tasks[key], entry]);
  lock.tasks[key] = entry;
}

function note(update: LockUpdate, key: string, [before, after]: [before: unknown, after: unknown]): void {
  if (before === undefined) update.added.push(key);
  else if (JSON.stringify(before) === JSON.stringify(after)) update.unchanged.push(key);
  else update.changed.push(key);
}

function notInLock(item: string, lock: Lock): HermesError {
  const keys = [lock.models, lock.tasks, lock.datasets].flatMap((entries) => Object.keys(entries));
  return new HermesError('HERMES_CACHE_NOT_LOCKED', {
    message: `${item} is not in hermes.lock.json.`,
    fix: keys.length === 0 ? 'there is nothing to remove.' : `it holds ${keys.slice(0, 20).join(', ')}.`,
  });
}
