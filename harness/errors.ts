/** What a part of the harness throws when the harness itself (never an agent's program) is at fault. */
export class HermesError extends Error {
  /** Constant of the form `HERMES_<AREA>_<WHAT>`; every code stands in docs/errors.md. */
  readonly code: HermesErrorCode;
  /** What the reader can do about it, as a command or one sentence. */
  readonly fix: string;

  constructor(code: HermesErrorCode, what: { message: string; fix: string; cause?: unknown }) {
    super(`[${code}] ${what.message} Fix: ${what.fix}`, what.cause === undefined ? {} : { cause: what.cause });
    this.name = 'HermesError';
    this.code = code;
    this.fix = what.fix;
  }
}

/** Exit codes of every verb (DESIGN.md §4). */
export const ExitCode = { ok: 0, gateMissed: 1, usage: 2, harness: 3, seal: 4, interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Every code the harness can throw, with the exit code it leads to and what it means. The table of docs/errors.md. */
export const errorTable = {
  HERMES_INTERNAL: { exit: ExitCode.harness, meaning: 'Something that should be impossible happened inside Hermes.' },
} as const satisfies Record<`HERMES_${string}`, { exit: ExitCode; meaning: string }>;

export type HermesErrorCode = keyof typeof errorTable;

/** The exit code an error leads to: the table's for our own errors, `harness` for everything else. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof HermesError ? errorTable[error.code].exit : ExitCode.harness;
}
