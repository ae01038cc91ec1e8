import { z } from 'zod';

/** Which layers really protected one execution; a layer that is not listed as live protects nothing. */
export const Levels = z.strictObject({
  /** `process` = confined child process; `paranoid` adds `--jitless`. */
  engine: z.enum(['process', 'paranoid']),
  /** Node permission model on the process that hosts the isolates. */
  permissions: z.boolean(),
  /** `kernel` = own network namespace, `process` = JavaScript layer only. */
  network: z.enum(['kernel', 'process', 'none']),
  /** Whether the process dies with its parent by the kernel's word. */
  parentDeath: z.boolean(),
});
export type Levels = z.infer<typeof Levels>;

/** Time in milliseconds, memory in MiB; measured by the supervisor outside the program's process. */
export const Usage = z.strictObject({
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative(),
  peakMemoryMiB: z.number().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

const ProgramError = z.strictObject({ name: z.string(), message: z.string(), stack: z.string() });
export type ProgramError = z.infer<typeof ProgramError>;

const CaseResult = z.strictObject({
  /** Position in the list of cases. */
  index: z.number().int().nonnegative(),
  passed: z.boolean(),
  /** What came back, as bounded JSON-like text; absent when the call threw. */
  actual: z.string().optional(),
  error: z.string().optional(),
});
export type CaseResult = z.infer<typeof CaseResult>;

/**
 * Why a test's own text could not go on, whatever program it is given: it does not compile, requires a module that is not there, hands over what cannot cross as
 * data, names a global that Node or a test framework has and a program's realm has not, or throws anything but a failed assertion.
 */
export const TestFault = z.enum(['syntax', 'module', 'crossing', 'missing', 'threw']);
export type TestFault = z.infer<typeof TestFault>;

const shared = {
  /** What the program printed, bounded by `limits.logBytes`. */
  logs: z.string(),
  /** Assertions counted by the judge (cases count one each). */
  assertions: z.strictObject({
    total: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  /** One entry a case, in order, as far as judging came. */
  cases: z.array(CaseResult),
  usage: Usage,
  levels: Levels,
  /** Versions of everything that executed or judged: node, v8, icu, tz, isolatedVm, esbuild. */
  engine: z.record(z.string(), z.string()),
  /** True when the program still depends on a limit after its lone second try: only its status is comparable. */
  tainted: z.boolean(),
  /** `realm` = program and test shared a realm, lower trust. */
  crossing: z.enum(['data', 'realm']),
  /**
   * Set where the test ended by its own text. A hint, no proof: with crossing `realm` the program can feign it. Believe it when a program that is nobody's shows
   * it, too.
   */
  testFault: TestFault.optional(),
  /** What a reader has to know of this verdict, as sentences: what did not cross as it was. Empty for most. */
  notes: z.array(z.string()),
  /** Refused attempts from inside the isolate (fetch, WebSocket, require, import), by API name. */
  refused: z.record(z.string(), z.number().int().positive()),
};

/** The one honest answer to "what did this program do". */
export const Verdict = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('passed'), value: z.string().optional(), ...shared }),
  z.strictObject({
    status: z.literal('failed'),
    value: z.string().optional(),
    error: ProgramError,
    ...shared,
  }),
  z.strictObject({ status: z.literal('errored'), error: ProgramError, ...shared }),
  z.strictObject({ status: z.literal('timed-out'), error: ProgramError, ...shared }),
  z.strictObject({ status: z.literal('out-of-memory'), error: ProgramError, ...shared }),
]);
export type Verdict = z.infer<typeof Verdict>;

/** The five ways in which a program can end. */
export const VerdictStatus = z.enum(Verdict.options.map(({ shape }) => shape.status.value));
export type VerdictStatus = z.infer<typeof VerdictStatus>;
