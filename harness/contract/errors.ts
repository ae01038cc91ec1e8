import { sandboxErrorTable } from '../../sandbox/errors.ts';
import { actsErrors } from './errors/acts.ts';
import { anchorsErrors } from './errors/anchors.ts';
import { cacheErrors } from './errors/cache.ts';
import { configErrors } from './errors/config.ts';
import { poolErrors } from './errors/pool.ts';
import { reportErrors } from './errors/report.ts';
import { runErrors } from './errors/run.ts';
import { taskErrors } from './errors/task.ts';

/** Exit codes of every verb (DESIGN.md §4). */
export const ExitCode = { ok: 0, gateMissed: 1, usage: 2, harness: 3, seal: 4, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Every code Hermes can end with, the exit code it leads to and what it means; docs/errors.md is tested against it. */
export const errorTable = {
  ...configErrors,
  ...taskErrors,
  ...cacheErrors,
  ...poolErrors,
  ...actsErrors,
  ...anchorsErrors,
  ...runErrors,
  ...reportErrors,
  ...sandboxErrorTable,
};

export type HermesErrorCode = keyof typeof errorTable;

/** What a part of the harness throws when the harness itself (never an agent's program) is at fault. */
export class HermesError extends Error {
  /** Constant of the form `HERMES_<AREA>_<WHAT>`. */
  readonly code: HermesErrorCode;
  /** What the reader can do about it, as a command or one sentence. */
  readonly fix: string;

  constructor(code: HermesErrorCode, what: { message: string; fix: string; cause?: unknown }) {
    super(
      `[${code}] ${what.message} Fix: ${what.fix}`,
      what.cause === undefined ? {} : { cause: what.cause },
    );
    this.name = 'HermesError';
    this.code = code;
    this.fix = what.fix;
  }
}

/** The exit code an error leads to: the table's for our own errors, 3 (harness) for everything else. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code in errorTable
    ? errorTable[code as HermesErrorCode].exit
    : ExitCode.harness;
}
