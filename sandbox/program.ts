import { z } from 'zod';

/** Limits of one execution; every one is enforced from outside the program. */
export const Limits = z.strictObject({
  cpuMs: z.number().int().positive().default(2_000),
  wallMs: z.number().int().positive().default(10_000),
  memoryMiB: z.number().int().min(32).default(256),
  outputBytes: z.number().int().positive().default(1_048_576),
  logBytes: z.number().int().positive().default(65_536),
});
export type Limits = z.infer<typeof Limits>;

const Json: z.ZodType<unknown> = z.json();

/** One program to execute and what to judge it by; `expected` never enters the program's realm. */
export const Program = z.strictObject({
  lang: z.enum(['js', 'ts']).default('js'),
  code: z.string(),
  form: z.enum(['body', 'definitions']).default('definitions'),
  entryPoint: z.string().default('solution'),
  cases: z.array(z.strictObject({ args: z.array(Json), expected: Json })).optional(),
  test: z.string().optional(),
  /** Language of the test; left out, it is the program's. */
  testLang: z.enum(['js', 'ts']).optional(),
  /** Of TypeScript: whether the types of program and test are checked first; what they get wrong ends the program as `TypeCheckError`. */
  typeCheck: z.boolean().default(false),
  crossing: z.enum(['data', 'realm']).default('data'),
  limits: Limits.partial().optional(),
  /** 31-bit seed of the program's Math.random. */
  seed: z.number().int().nonnegative().default(0),
});
export type Program = z.infer<typeof Program>;
/** What a caller writes: everything with a default may be left out. */
export type ProgramInput = z.input<typeof Program>;
