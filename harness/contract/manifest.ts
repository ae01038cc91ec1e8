import { z } from 'zod';
import { Json, Sha256 } from './json.ts';
import { DeterminismClass, Digests, HermeticitySummary } from './summary.ts';

/** Something that went into a run, named and pinned by its digest. */
export const Material = z.strictObject({
  /** `model:…`, `tokenizer`, `chat-template`, `tasks:…`, `prompt:…`, `source`, `lockfile`, `lock`, `node`, `native:…`. */
  name: z.string(),
  sha256: Sha256,
  /** Where it lay: relative to the project, or `cache:`, or `absolute:` for native libraries. Never part of a digest. */
  location: z.string(),
  annotations: z.record(z.string(), Json),
});
export type Material = z.infer<typeof Material>;

/** manifest.json: what went in and what came out of a run. Checked by `hermes verify`. */
export const Manifest = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  digests: Digests,
  determinismClass: DeterminismClass,
  /** Everything that says which question was asked: suites, gates, seeds, sampling, limits; never workers, order or times. */
  parameters: z.record(z.string(), Json),
  materials: z.array(Material),
  machineClass: Sha256,
  machineClassInputs: Json,
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
  sandbox: Json,
  /** The resolved config, whole. */
  config: Json,
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
    http2: Json,
    /** Loopback ports that were relayed into the seal because the config names them. */
    relayedPorts: z.array(z.number().int()),
  }),
  /** Files of the run directory but this one and SHA256SUMS. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number().int(), sha256: Sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;
