import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HermesError } from '../contract/errors.ts';
import type { SampleRecord } from '../contract/run-record.ts';

/** Samples in a row that one fault of ours may cost before the run stops: each of them would have to be run again. */
const longestStreak = 20;
/** Room that reports and deterministic files need beside what the journal takes, in bytes. */
const reportBytes = 8 * 2 ** 20;
/** Files that a run writes beside its transcripts. */
const reportFiles = 50;

/** Faults that no further sample can escape. */
const final = new Set(['HERMES_POOL_NO_WORKERS', 'HERMES_RUN_MATERIAL_CHANGED']);
/** What a disk says that takes nothing more. */
const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']);

/**
 * Stops a run that cannot go on: what is not finished is left for another run instead of being counted as `harness`. Once stopped, every check throws the
 * same error.
 */
export class Breaker {
  readonly #runDir: string;
  #stopped: HermesError | undefined;
  #streak: { code: string; length: number } = { code: '', length: 0 };

  constructor(runDir: string) {
    this.#runDir = runDir;
  }

  /** Throws HERMES_RUN_STOPPED or HERMES_RUN_DISK when no further sample is to be begun, because of `finished` samples and their room. */
  check(finished: number): void {
    this.#stopped ??= noRoom(this.#runDir, finished);
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Told of a sample before it is written; throws HERMES_RUN_STOPPED when it is to be run again in another run. */
  weigh({ outcome, errorCode, cause }: SampleRecord): void {
    const code = outcome === 'harness' ? (errorCode ?? '') : '';
    if (final.has(code)) this.#stop(code, cause, 1);
    // A task that cannot be judged says nothing of the next one.
    if (code.startsWith('HERMES_TASK_')) return;
    this.#streak = { code, length: code === this.#streak.code ? this.#streak.length + 1 : 1 };
    if (code !== '' && this.#streak.length > longestStreak) this.#stop(code, cause, this.#streak.length);
    if (this.#stopped !== undefined && outcome === 'harness') throw this.#stopped;
  }

  /** The error of a write that failed: HERMES_RUN_DISK, which stops the run, where the disk is to blame. */
  writeFailed(error: unknown): unknown {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!diskCodes.has(code)) return error;
    this.#stopped ??= diskError(this.#runDir, `${code}: a finished sample could not be written`, error);
    return this.#stopped;
  }

  #stop(code: string, cause: string, times: number): void {
    this.#stopped ??= new HermesError('HERMES_RUN_STOPPED', {
      message: `the run was stopped: ${times > 1 ? `${times} samples in a row ended` : 'no sample can be run any more'} with ${code}: ${cause}`,
      value: code,
      fix: 'mend its cause (log.jsonl of the run says more, `hermes doctor` what is missing) and run again; what was finished is kept and reported.',
    });
  }
}

function noRoom(runDir: string, samples: number): HermesError | undefined {
  const { bsize, bavail, files, ffree } = statfsSync(runDir);
  const journal = statSync(join(runDir, 'journal.jsonl'), { throwIfNoEntry: false });
  const [free, needed] = [bsize * bavail, reportBytes + 2 * (journal?.size ?? 0)];
  if (free < needed)
    return diskError(runDir, `${mebibytes(free)} are free and its reports need ${mebibytes(needed)}`);
  // Some file systems count no files.
  if (files > 0 && ffree < samples + reportFiles)
    return diskError(runDir, `${ffree} more files fit on it and the reports need ${samples + reportFiles}`);
  return undefined;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function diskError(runDir: string, what: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_RUN_DISK', {
    message: `the disk of ${runDir} takes no more: ${what}.`,
    value: runDir,
    fix: 'make room, or choose another disk with --out, and run again; what was finished is kept and reported.',
    cause,
  });
}
