import { z } from 'zod';
import { Sampling } from './chat.ts';
import { defaultSuiteFiles } from './project-files.ts';
import { Arm } from './run-record.ts';

/** Which prompts a model is given: `compact` is what the embedded model was trained on, `standard` is for instruct models. */
export const PromptProfile = z.enum(['compact', 'standard']);
export type PromptProfile = z.infer<typeof PromptProfile>;

export const ModelEntry = z.strictObject({
  /** `org/name[@revision][:file-or-quant]`, looked up in the local Hub cache only. */
  ref: z.string().min(3),
  profile: PromptProfile.default('standard'),
  /** Tokens of context. */
  contextSize: z.number().int().min(128).default(4096),
  /** Overrides of the run's sampling for this model. */
  sampling: Sampling.partial().default({}),
  /** Constrain the planner's JSON by a grammar. */
  grammar: z.boolean().default(false),
});
export type ModelEntry = z.infer<typeof ModelEntry>;

/** A value itself never stands in the config: the config is in the record. */
const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable, not its value');

const embeddedModel = {
  ref: 'hermes-harness/nano:nano-q8_0.gguf',
  profile: 'compact',
  contextSize: 512,
} as const;

/** Somebody else's agent in a role. */
export const OutsideRole = z.strictObject({
  /** Its address: `unix:/path` or `grpc://127.0.0.1:PORT`. */
  a2a: z.string(),
  /** Headers (gRPC metadata) of every call: of each the variable that holds its value. */
  headers: z
    .record(
      z
        .string()
        .regex(/^(?!grpc-|hermes-|a2a-|te$|content-type$|user-agent$|.*-bin$)[a-z0-9][a-z0-9_.-]{0,63}$/, {
          error: 'lower-case letters, digits, . _ -, and none that gRPC or Hermes itself sends',
        }),
      VariableName,
    )
    .optional(),
  /** Variable that holds a bearer token: `authorization: Bearer …`. */
  token: VariableName.optional(),
  /** Own time of the agent for one answer, in place of `deadlines.agentMs`. */
  deadlineMs: z.number().int().positive().optional(),
});

/** hermes.config.ts; an unknown key is an error. Every value of the resolved config is in the manifest. */
export const HermesConfig = z.strictObject({
  /** `false` is the only way out of hermetic mode: class D0, stamped on every report. */
  hermetic: z.boolean().default(true),
  /** Lowest seal level of run host, models, agents and sandboxes to accept under HERMES_HERMETIC=1. */
  acceptLevel: z.enum(['kernel', 'process']).default('kernel'),
  /** Seed of the run; every completion's seed is derived from it. */
  seed: z.number().int().min(0).max(0x7fffffff).default(42),
  /** Model workers; `auto` = measured free cores. */
  workers: z.union([z.number().int().min(1).max(64), z.literal('auto')]).default('auto'),
  /** Run a model that the quantization table or the memory estimate refuse; recorded in the manifest. */
  force: z.boolean().default(false),
  /** Name of an entry of `models`. */
  model: z.string().default('nano'),
  models: z.record(z.string(), ModelEntry).default({}),
  /** Files (globs) that declare suites. */
  suites: z.array(z.string()).min(1).default(defaultSuiteFiles),
  /** Where run directories go. */
  out: z.string().default('hermes-runs'),
  /** Hub cache to look in first. */
  cacheDir: z.string().optional(),
  /** Digests of models and task files. */
  lock: z.string().default('hermes.lock.json'),
  /** Tasks may differ from the lock, for whoever is at work on them: class D0, stamped on every report. HERMES_HERMETIC=1 forbids it. */
  draft: z.boolean().default(false),
  /** Where completions come from. */
  backend: z.enum(['llama']).default('llama'),
  /** `repeatable`: equal runs give equal bytes; `fast`: batched, class D0. */
  determinism: z.enum(['repeatable', 'fast']).default('repeatable'),
  /** How acts are written; several arms are compared task by task. */
  arms: z.array(Arm).min(1).default(['PM']),
  /** Sampling of every model; see below. */
  sampling: Sampling.partial().default({}),
  /** Processes in which programs run, and the limits of one program. */
  sandbox: z
    .strictObject({
      /** Confined processes. */
      workers: z.union([z.number().int().min(1).max(64), z.literal('auto')]).default('auto'),
      /** Whether a confined process may run another program after a clean one. */
      reuse: z.enum(['never', 'clean']).default('clean'),
      /** CPU time of one program. */
      cpuMs: z.number().int().positive().default(1_000),
      /** Wall-clock time of one program. */
      wallMs: z.number().int().positive().default(10_000),
      /** Memory of one program. */
      memoryMiB: z.number().int().min(32).default(256),
      /** Check the types of TypeScript answers and their hidden tests first, with TypeScript's own compiler; a wrong type is not passed. */
      typeCheck: z.boolean().default(false),
    })
    .prefault({}),
  /** Wall-clock limits, in milliseconds; time in which the run itself was stopped (Ctrl-Z) does not count. */
  deadlines: z
    .strictObject({
      /** Own time of an agent for one answer, over all tries; waiting for a completion does not count. Somebody else's agent: `timeout`; ours: `harness`. */
      agentMs: z.number().int().positive().default(120_000),
      /** One completion, from when a model worker begins with it; a worker that takes longer is replaced and asked again, up to twice. Then `harness`. */
      completionMs: z.number().int().positive().default(120_000),
    })
    .prefault({}),
  /** Somebody else's A2A agent in a role: `unix:/path` or `grpc://127.0.0.1:PORT`. */
  agents: z.partialRecord(z.enum(['planner', 'coder', 'tester']), OutsideRole).default({}),
  /** Rounds in which the coder sees the tester's failing tests; profile `standard` only. */
  maxRounds: z.number().int().min(0).max(5).default(0),
  /** What the assertions of one answer of a tester may cost; what is over it counts as not holding. */
  assertions: z
    .strictObject({
      /** Assertions that are tried. */
      max: z.number().int().min(1).max(10_000).default(100),
      /** CPU time that all of them have together on the reference, in milliseconds. */
      cpuMs: z.number().int().positive().default(10_000),
    })
    .prefault({}),
  /** Mutants of the reference used to score the tester, per task. */
  mutants: z.number().int().min(0).max(50).default(6),
});
export type HermesConfig = z.infer<typeof HermesConfig>;
export type HermesConfigInput = z.input<typeof HermesConfig>;

/** The model entries that need no config. */
export const builtInModels: Record<string, z.input<typeof ModelEntry>> = {
  nano: embeddedModel,
  'nano-f16': { ...embeddedModel, ref: 'hermes-harness/nano:nano-f16.gguf' },
  'nano-shell': {
    ...embeddedModel,
    ref: 'hermes-harness/nano-shell:nano-shell-q8_0.gguf',
    contextSize: 1_024,
  },
};
