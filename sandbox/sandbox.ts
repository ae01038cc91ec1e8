import type { Launch } from './launch/launch.ts';
import type { Limits, ProgramInput } from './program.ts';
import type { Levels, Verdict } from './verdict.ts';

/** Executes untrusted programs. What a program does is always a verdict; a throw means the sandbox itself failed. */
export interface Sandbox extends AsyncDisposable {
  /** Resolves with exactly one verdict. Rejects with SandboxError for harness faults, with the signal's reason when aborted. */
  run(program: ProgramInput, options?: { signal?: AbortSignal | undefined }): Promise<Verdict>;
}

export interface SandboxOptions {
  /** Confined processes that work side by side. Default 1. */
  workers?: number | undefined;
  /** `never` = a fresh process for each program; `clean` = reuse after a program that provably left nothing. Default `clean`. */
  reuse?: 'never' | 'clean' | undefined;
  /** What to switch on; what really held is in each verdict. */
  levels?: Partial<Levels> | undefined;
  /** Refuse to start unless these hold. */
  requireLevels?: Partial<Levels> | undefined;
  /** Defaults of every program's limits. */
  limits?: Partial<Limits> | undefined;
  /** How confined processes are started instead of the sandbox's own way; for whoever seals them himself. */
  launch?: Launch | undefined;
}
