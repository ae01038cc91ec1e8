import { CodedError, sandboxErrorTable } from '../../sandbox/errors.ts';
import { actsErrors } from './errors/acts.ts';
import { anchorsErrors } from './errors/anchors.ts';
import { cacheErrors } from './errors/cache.ts';
import { configErrors } from './errors/config.ts';
import { poolErrors } from './errors/pool.ts';
import { runErrors } from './errors/run.ts';
import { taskErrors } from './errors/task.ts';
import { wireErrors } from './errors/wire.ts';

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
  ...wireErrors,
  ...sandboxErrorTable,
};

export type HermesErrorCode = keyof typeof errorTable;

/** What a part of the harness throws when the harness itself (never an agent's program) is at fault. */
export class HermesError extends CodedError<HermesErrorCode> {
  override name = 'HermesError';

  /** Any thrown value as a HermesError: ours unchanged, the sandbox's with its code, everything else under `code` with its text. */
  static from(reason: unknown, code: HermesErrorCode = 'HERMES_RUN_INTERNAL'): HermesError {
    if (reason instanceof HermesError) return reason;
    if (isCoded(reason)) {
      const { code, rawMessage: message, value, fix } = reason;
      return new HermesError(code, { message, value, fix, cause: reason });
    }
    return new HermesError(code, { message: textOf(reason), fix: reportIt, cause: reason });
  }
}

/** What a thrown value says, without code and fix: what goes into the text of another error. */
export function textOf(reason: unknown): string {
  return isCoded(reason) ? reason.rawMessage : messageOf(reason);
}

/** What a thrown value says to people: with code and fix where it has them. */
export function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** The fix of an error that nobody foresaw. */
export const reportIt = 'this is a fault of Hermes: report it with this message.';

/** The exit code an error leads to: the table's for our own errors, 3 (harness) for everything else. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return isErrorCode(code) ? errorTable[code].exit : ExitCode.harness;
}

/** Whether a value is a code of the table. */
export function isErrorCode(code: unknown): code is HermesErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}

/** Whether an error has a code of ours. By its shape: a process may hold the bundled seal and its sources, each with a class of its own. */
export function isCoded(reason: unknown): reason is CodedError<HermesErrorCode> {
  return (
    reason instanceof Error &&
    'code' in reason &&
    isErrorCode(reason.code) &&
    'rawMessage' in reason &&
    'fix' in reason
  );
}
