/** The sandbox as its own package: executes untrusted programs and gives each exactly one honest verdict. */
export { createSandbox } from './process/supervisor.ts';
export type { Launch } from './launch/launch.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
export { Limits, Program, type ProgramInput } from './program.ts';
export { Levels, Usage, Verdict, type CaseResult, type ProgramError, VerdictStatus } from './verdict.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
