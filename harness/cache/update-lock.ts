import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import { hashFile } from './hash-file.ts';
import { Lock, lockKey, lockModel, readLock, tasksKey, writeLock } from './lock.ts';
import { resolveModel } from './resolve-model.ts';

/** What `cache lock` changed, by key. */
export interface LockUpdate {
  lockPath: string;
  added: string[];
  changed: string[];
  unchanged: string[];
  /** Task files that are gone; only where all entries are computed anew. */
  removed: string[];
}

/**
 * Locks model references and task files (by their paths), other entries stay. Without any, all entries
 * the lock has are computed anew. Creates the file when it is absent. Throws what `resolveModel`, `lockModel` and `readLock` throw.
 */
export async function updateLock(options: {
  /** Model references and task files. */
  what: string[];
  projectRoot: string;
  cacheDirs: string[];
  /** Default `hermes.lock.json` in the project. */
  lockPath?: string | undefined;
}): Promise<LockUpdate> {
  const { projectRoot, cacheDirs } = options;
  const lockPath = options.lockPath ?? join(projectRoot, 'hermes.lock.json');
  const lock = existsSync(lockPath) ? await readLock(lockPath) : Lock.parse({});
  const what =
    options.what.length > 0 ? options.what : [...Object.keys(lock.models), ...Object.keys(lock.tasks)];
  const update: LockUpdate = { lockPath, added: [], changed: [], unchanged: [], removed: [] };
  for (const item of what) {
    if (options.what.length === 0 && isTasksFile(item) && !existsSync(resolve(projectRoot, item))) {
      delete lock.tasks[item];
      update.removed.push(item);
      continue;
    }
    if (isTasksFile(item)) await lockTasks(lock, resolve(projectRoot, item), { projectRoot, update });
    else await lockOneModel(lock, item, { cacheDirs, update });
  }
  await writeLock(lockPath, lock);
  return update;
}

/** Whether a name is a task file's (JSON, JSONL, parquet, also gzipped) and no model reference. */
export function isTasksFile(name: string): boolean {
  return /\.(?:jsonl?|parquet)(?:\.gz)?$/.test(name);
}

async function lockOneModel(
  lock: Lock,
  ref: string,
  { cacheDirs, update }: { cacheDirs: string[]; update: LockUpdate },
): Promise<void> {
  const model = await resolveModel(ref, { cacheDirs });
  const key = lockKey(model);
  const entry = await lockModel(model);
  note(update, key, [lock.models[key], entry]);
  lock.models[key] = entry;
}

async function lockTasks(
  lock: Lock,
  path: string,
  { projectRoot, update }: { projectRoot: string; update: LockUpdate },
): Promise<void> {
  const key = tasksKey(projectRoot, path);
  if (!existsSync(path)) {
    throw new HermesError('HERMES_CACHE_NOT_FOUND', {
      message: `task file ${path} is not there.`,
      fix: 'give a path relative to the project.',
    });
  }
  const entry = { sha256: (await hashFile(path)).sha256 };
  note(update, key, [lock.tasks[key], entry]);
  lock.tasks[key] = entry;
}

function note(update: LockUpdate, key: string, [before, after]: [before: unknown, after: unknown]): void {
  if (before === undefined) update.added.push(key);
  else if (JSON.stringify(before) === JSON.stringify(after)) update.unchanged.push(key);
  else update.changed.push(key);
}
