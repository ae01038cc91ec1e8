import { z } from 'zod';
import { Sampling } from './chat.ts';
import { PromptProfile } from './config.ts';
import { Json, Sha256 } from './json.ts';
import { OutsideAgents } from './outside-agent.ts';
import { Arm } from './run-record.ts';
import { Gate, LeftOutTask, PipelineKind } from './suite.ts';
import { DeterminismClass, Digests, HermeticitySummary } from './summary.ts';

/** Something that went into a run, named and pinned by its digest. */
export const Material = z.strictObject({
  /** `model:…`, `tokenizer`, `chat-template`, `tasks:…`, `prompt:…`, `agent:ROLE` (an outside agent's card), `source`, `lockfile` (or `dependencies`), `lock`, `node`, `native:…`. */
  name: z.string(),
  sha256: Sha256,
  /** Where it lay: relative to the project, or `cache:`, or `absolute:` for native libraries. Never part of a digest. */
  location: z.string(),
  annotations: z.record(z.string(), Json),
});
export type Material = z.infer<typeof Material>;

/** A material that is not what it was when the run started. Equal digests: it was written to, and has its old bytes again. */
export const ChangedMaterial = z.strictObject({ name: z.string(), before: Sha256, now: Sha256 });
export type ChangedMaterial = z.infer<typeof ChangedMaterial>;

/** Everything that says which question was asked; never workers, order, paths or times. Its digest is the parameters digest. */
export const RunParameters = z.strictObject({
  suites: z.array(
    z.strictObject({
      name: z.string(),
      pipeline: PipelineKind,
      samples: z.number().int(),
      gates: z.array(Gate),
      /** How many tasks ran. */
      tasks: z.number().int(),
      /** Digest of these tasks and all that judges them: a selection is part of the question. */
      tasksSha256: Sha256,
      /** Where answers made elsewhere were judged: their digest, and every k of `pass_at_<k>` beside 1. */
      given: z
        .strictObject({
          sha256: Sha256,
          ks: z.array(z.number().int()),
          /** Programs were looked for in the answers as in those of a chat. */
          extracted: z.literal(true).optional(),
        })
        .optional(),
    }),
  ),
  seed: z.number().int(),
  seedScheme: z.string(),
  arms: z.array(Arm),
  determinism: z.enum(['repeatable', 'fast']),
  hermetic: z.boolean(),
  /** null, as sampling is, where no suite asks a role of ours. */
  model: z
    .strictObject({ profile: PromptProfile, contextSize: z.number().int(), grammar: z.boolean() })
    .nullable(),
  sampling: Sampling.nullable(),
  limits: z.strictObject({ cpuMs: z.number(), wallMs: z.number(), memoryMiB: z.number() }),
  /** Compiler and version by which TypeScript answers were checked for their types; absent where they were not. */
  typeCheck: z.string().optional(),
  deadlines: z.strictObject({ agentMs: z.number(), completionMs: z.number() }),
  assertions: z.strictObject({ max: z.number(), cpuMs: z.number() }),
  maxRounds: z.number().int(),
  mutants: z.number().int(),
  agents: Json,
});
export type RunParameters = z.infer<typeof RunParameters>;

/** What a reader must know of a suite before believing its numbers. */
const SuiteNote = z.strictObject({
  /** Source of the tasks, e.g. `fixtures/tasks/micro.jsonl`. */
  source: z.strictObject({ name: z.string(), sha256: Sha256 }),
  /** What the model may have seen of these tasks. */
  contamination: z.string().optional(),
  /** Tasks left out because their own reference failed, or without one the hidden test cannot run. */
  excluded: z.array(LeftOutTask),
});

/** What went in and what came out of a run: a manifest but for its list of files, which names the reports that are made of this. */
export const Evidence = z.strictObject({
  schemaVersion: z.literal(2),
  runId: z.string(),
  hermesVersion: z.string(),
  digests: Digests,
  determinism: z.strictObject({
    class: DeterminismClass,
    profile: z.enum(['repeatable', 'fast']),
    /** One sentence: what the class promises, or why it is no better. */
    reason: z.string(),
    /** Present when the tasks may differ from the lock (`draft: true`, `--draft`). */
    draft: z.literal(true).optional(),
  }),
  /** Why the run ended as it did: the exit code and the last line of the terminal. */
  ending: z.strictObject({ exitCode: z.number().int(), reason: z.string() }),
  parameters: RunParameters,
  /** By name; only suites that ran. */
  suites: z.record(z.string(), SuiteNote),
  materials: z.array(Material),
  /** Roles played by agents that no seal of ours holds. */
  outsideAgents: OutsideAgents,
  machineClass: Sha256,
  machineClassInputs: Json,
  /** Hash of everything that decides what a model answers, per arm. */
  generationConfig: z.partialRecord(Arm, Sha256),
  git: z.union([z.strictObject({ commit: z.string(), dirty: z.boolean() }), z.literal('absent')]),
  environment: z.strictObject({
    node: z.string(),
    v8: z.string(),
    icu: z.string(),
    tz: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memoryMiB: z.number(),
    kernel: z.string(),
    variables: z.record(z.string(), z.string()),
  }),
  hermeticity: HermeticitySummary,
  sandbox: z.strictObject({ levels: Json, engine: z.record(z.string(), z.string()), limits: Json }),
  /** The resolved config, whole. */
  config: Json,
  /** Commands a stranger can paste: repeat this run; check its directory. */
  commands: z.strictObject({ reproduce: z.string(), verify: z.string() }),
  /** How it was executed: workers, per-worker figures, times. Never part of a digest. */
  execution: z.strictObject({
    startedOn: z.string(),
    finishedOn: z.string(),
    wallMs: z.number(),
    workers: z.number().int(),
    sandboxWorkers: z.number().int(),
    launcher: z.enum(['cli', 'vitest']),
    pool: Json,
    devices: Json,
    /** Bytes that HTTP/2 moved between run host and agents, framing included. */
    http2: z.strictObject({ sessions: z.number(), sent: z.number(), received: z.number() }),
    /** Loopback ports that were relayed into the seal because the config names them. */
    relayedPorts: z.array(z.number().int()),
    /** How much of its suites the run holds when that is not all: Vitest may select single tests, or stop early. */
    partial: z
      .strictObject({
        samples: z.number().int(),
        of: z.number().int(),
        gates: z.number().int(),
        ofGates: z.number().int(),
      })
      .optional(),
  }),
});
export type Evidence = z.infer<typeof Evidence>;

/** manifest.json: the one record of a run. Checked by `hermes verify`; every report is made of it and of the files it lists. */
export const Manifest = Evidence.extend({
  /** Files of the run directory but this one and SHA256SUMS. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number().int(), sha256: Sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;
