/**
 * The public entry `hermes-harness/sandbox`: executes untrusted programs and gives each exactly one honest verdict. What is exported here is
 * promised and follows semantic versioning; docs/sandbox.md says what a verdict means and what is not promised.
 */
export { createSandbox } from './process/supervisor.ts';
export { findTypeChecker } from './process/plan.ts';
export type { Launch } from './launch/launch.ts';
export type { Sandbox, SandboxOptions } from './sandbox.ts';
export { Limits, Program, type ProgramInput } from './program.ts';
export { Levels, Usage, Verdict, type CaseResult, type ProgramError, VerdictStatus } from './verdict.ts';
export { SandboxError, type SandboxErrorCode } from './errors.ts';
