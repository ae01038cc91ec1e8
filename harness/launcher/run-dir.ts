import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { HermesError, textOf } from '../contract/errors.ts';

/** A new run's id: UTC time and four random bytes. It names the run and is part of no digest. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(4).toString('hex')}`;
}

/** Makes `OUT/RUN-ID/` with a journal that begins with this text. Throws HERMES_RUN_OUT_UNWRITABLE. */
export function makeRunDir(out: string, runId: string, journal: string): string {
  const parent = resolve(out);
  const runDir = join(parent, runId);
  try {
    mkdirSync(runDir, { recursive: true });
    writeFileSync(join(runDir, 'journal.jsonl'), journal, { flush: true });
  } catch (cause) {
    throw unwritable(parent, cause);
  }
  if (isFolder(join(parent, 'latest'))) {
    throw unwritable(parent, new Error('`latest` in it is a folder, and runs are to be named by it'));
  }
  return runDir;
}

/**
 * Points `latest` beside a finished run directory to it: a link where links are allowed, else a file that holds the name. Whoever reads it
 * finds a finished run at every moment. Throws HERMES_RUN_OUT_UNWRITABLE.
 */
export function pointLatest(runDir: string): void {
  const [parent, runId] = [dirname(runDir), basename(runDir)];
  const next = join(parent, `.latest-${runId}`);
  try {
    rmSync(next, { force: true });
    nameRun(next, runId);
    renameSync(next, join(parent, 'latest'));
  } catch (cause) {
    throw unwritable(parent, cause);
  }
}

function nameRun(path: string, runId: string): void {
  try {
    symlinkSync(runId, path);
  } catch {
    writeFileSync(path, `${runId}\n`);
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function unwritable(parent: string, cause: unknown): HermesError {
  return new HermesError('HERMES_RUN_OUT_UNWRITABLE', {
    message: `${parent} cannot be written: ${textOf(cause)}.`,
    fix: 'choose another folder with --out, or make this one writable.',
    cause,
  });
}
