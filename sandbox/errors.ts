/** What the sandbox or the seal throws when it, never the program inside, is at fault. */
export class SandboxError extends Error {
  /** Constant of the form `HERMES_SANDBOX_<WHAT>` or `HERMES_SEAL_<WHAT>`. */
  readonly code: SandboxErrorCode;
  /** What the reader can do about it. */
  readonly fix: string;

  constructor(code: SandboxErrorCode, what: { message: string; fix: string; cause?: unknown }) {
    super(
      `[${code}] ${what.message} Fix: ${what.fix}`,
      what.cause === undefined ? {} : { cause: what.cause },
    );
    this.name = 'SandboxError';
    this.code = code;
    this.fix = what.fix;
  }
}

/** Every code of the sandbox and the seal, the exit code it leads to (3 harness, 4 seal) and what it means. */
export const sandboxErrorTable = {
  HERMES_SANDBOX_SPAWN: { exit: 3, meaning: 'A sandbox process could not be started.' },
} as const satisfies Record<`HERMES_${'SANDBOX' | 'SEAL'}_${string}`, { exit: 2 | 3 | 4; meaning: string }>;

export type SandboxErrorCode = keyof typeof sandboxErrorTable;
