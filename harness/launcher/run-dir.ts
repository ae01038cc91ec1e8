import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HermesError } from '../contract/errors.ts';

/** A new run's id: UTC time and four random bytes. It names the run and is part of no digest. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(4).toString('hex')}`;
}

/** Makes `OUT/RUN-ID/` and points `OUT/latest` to it. Throws HERMES_RUN_OUT_UNWRITABLE. */
export function makeRunDir(out: string, runId: string): string {
  const parent = resolve(out);
  const runDir = join(parent, runId);
  try {
    mkdirSync(runDir, { recursive: true });
    writeFileSync(join(runDir, 'journal.jsonl'), '');
  } catch (cause) {
    throw new HermesError('HERMES_RUN_OUT_UNWRITABLE', {
      message: `${parent} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'choose another folder with --out, or make this one writable.',
      cause,
    });
  }
  pointLatest(parent, runId);
  return runDir;
}

// A link where links are allowed, else a file that holds the name.
function pointLatest(parent: string, runId: string): void {
  const latest = join(parent, 'latest');
  rmSync(latest, { force: true, recursive: false });
  try {
    symlinkSync(runId, latest);
  } catch {
    writeFileSync(latest, `${runId}\n`);
  }
}
