/** What an error is made of: kept apart for machines, composed once for people. */
export interface ErrorParts {
  /** One sentence that says what happened. */
  message: string;
  /** The value at fault, where it helps whoever handles the error. */
  value?: unknown;
  /** What the reader can do about it, as a command or one sentence. */
  fix: string;
  cause?: unknown;
}

/** An error with a constant code. `message` is for people: `[CODE] what happened. Fix: what to do.`; the other fields are for machines. */
export abstract class CodedError<Code extends string = string> extends Error {
  /** Constant of the form `HERMES_<AREA>_<WHAT>`. */
  readonly code: Code;
  /** What happened, without code and fix. */
  readonly rawMessage: string;
  readonly value: unknown;
  /** What the reader can do about it. */
  readonly fix: string;

  constructor(code: Code, { message, value, fix, cause }: ErrorParts) {
    super(`[${code}] ${message} Fix: ${fix}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.rawMessage = message;
    this.value = value;
    this.fix = fix;
  }
}

/** What the sandbox or the seal throws when it, never the program inside, is at fault. */
export class SandboxError extends CodedError<SandboxErrorCode> {
  override name = 'SandboxError';
}

/** Every code of the sandbox and the seal, the exit code it leads to (3 harness, 4 seal) and what it means. */
export const sandboxErrorTable = {
  HERMES_SANDBOX_SPAWN: { exit: 3, meaning: 'A sandbox process could not be started.' },
  HERMES_SANDBOX_LOST: {
    exit: 3,
    meaning: 'Somebody ended the process of a program, and did so again when it ran alone.',
  },
  HERMES_SANDBOX_PARTS: {
    exit: 3,
    meaning: 'A native part of the sandbox is not installed or cannot be used.',
  },
  HERMES_SANDBOX_NODE: { exit: 2, meaning: 'There is no Node that a process of Hermes could run on.' },
  HERMES_SANDBOX_LEVELS: { exit: 4, meaning: 'The sandbox is less protected than it was required to be.' },
  HERMES_SANDBOX_PROGRAM: { exit: 2, meaning: 'What was given to the sandbox is no program.' },
  HERMES_SANDBOX_CLOSED: { exit: 3, meaning: 'A program was given to a sandbox that was already disposed.' },
  HERMES_SANDBOX_CORPUS: { exit: 2, meaning: 'The corpus of hostile programs cannot be read.' },
  HERMES_SEAL_POLICY: { exit: 4, meaning: 'A process was started without a readable seal policy.' },
  HERMES_SEAL_REFUSED: { exit: 4, meaning: 'The seal refused an attempt to reach the network.' },
  HERMES_SEAL_BROKEN: { exit: 4, meaning: 'A canary got through a layer of the seal.' },
  HERMES_SEAL_UNPROVEN: { exit: 4, meaning: 'A layer of the seal that must hold did not refuse its canary.' },
  HERMES_SEAL_ENVIRONMENT: {
    exit: 2,
    meaning: 'A variable that may not reach a sealed process was passed on.',
  },
  HERMES_SEAL_REPLAY: { exit: 2, meaning: 'A recorded network fixture cannot be used.' },
  HERMES_SEAL_SOCKET_PATH: { exit: 3, meaning: 'The run directory is too long for Unix socket paths.' },
  HERMES_SEAL_TMPDIR: {
    exit: 2,
    meaning: 'The folder for temporary files is not there, or cannot be written.',
  },
  HERMES_SEAL_RELAY: { exit: 3, meaning: 'A declared loopback port cannot be relayed.' },
} as const satisfies Record<`HERMES_${'SANDBOX' | 'SEAL'}_${string}`, { exit: 2 | 3 | 4; meaning: string }>;

export type SandboxErrorCode = keyof typeof sandboxErrorTable;
