import type { TestFault } from './realm/test-body.ts';

/** What the supervisor sends into the confined process for one program; nothing in it says what answers are expected. */
export interface IsolateJob {
  type: 'run';
  id: string;
  /** JavaScript, already compiled where the program was TypeScript or a module. */
  code: string;
  form: 'body' | 'definitions';
  entryPoint: string;
  /** Encoded argument lists, one a case. */
  cases: string[];
  /** Whether to call the entry point once without arguments and give its value. */
  call: boolean;
  /** Compiled body of the trusted test. */
  test?: string | undefined;
  crossing: 'data' | 'realm';
  memoryMiB: number;
  outputBytes: number;
  logBytes: number;
  seed: number;
  /** What a static import is counted as when it is refused. */
  importName: 'require' | 'import';
}

/** Text of an error that crossed. */
export interface ThrownParts {
  n: string;
  m: string;
  s: string;
}

/** How one call ended. */
export type CallOutcome = { k: 'value'; v: unknown } | { k: 'error'; e: ThrownParts };

/** What the isolates of one program did, as far as it came. */
export interface Report {
  /** The program's code could not be compiled, threw, or does not define its entry point. */
  broken?: ThrownParts | undefined;
  /** One outcome a case. */
  cases: CallOutcome[];
  /** Outcome of the call without arguments. */
  value?: CallOutcome | undefined;
  /** How the test body ended. */
  test?: CallOutcome | undefined;
  /** Why the test's own text could not go on; not said where the program was called before, unless no program could mend it. */
  testFault?: TestFault | undefined;
  /** What did not cross as it was. */
  notes: string[];
  assertions: { total: number; failed: number };
  /** First error thrown from a timer, or first promise rejected without a handler. */
  uncaught?: ThrownParts | undefined;
  /** An isolate reached its memory limit. */
  outOfMemory: boolean;
  refused: Record<string, number>;
}

/** Everything that a confined process says. */
export type Said =
  | { type: 'ready'; permission: boolean }
  | { type: 'started'; id: string }
  | { type: 'log'; id: string; text: string }
  | { type: 'result'; id: string; report: Report }
  | { type: 'idle'; id: string };
