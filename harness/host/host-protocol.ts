import { z } from 'zod';
import { Role } from '../contract/chat.ts';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
import { Json, Sha256 } from '../contract/json.ts';
import { Arm, SampleRecord } from '../contract/run-record.ts';
import { Suite } from '../contract/suite.ts';
import { DevicePlan } from '../pool/plan.ts';
import { RunSummary, SuiteSummary } from '../contract/summary.ts';

/** What the launcher leaves for the run host in `init.json` of the run's private directory. */
export const HostInit = z.strictObject({
  runId: z.string(),
  runDir: z.string(),
  privateDir: z.string(),
  projectRoot: z.string(),
  startedAtEpochMs: z.number(),
  config: HermesConfig,
  model: ModelEntry,
  workers: z.number().int().positive(),
  sandboxWorkers: z.number().int().positive(),
  cacheDirs: z.array(z.string()),
  lockPath: z.string(),
  level: z.enum(['kernel', 'process', 'off']),
  /** Roles played by somebody else's agent, and where it can be reached from inside the seal. */
  foreignAgents: z.partialRecord(Role, z.string()),
  /** Workers and their devices, and why. */
  devices: DevicePlan,
  /** Where canaries knock; null when the seal is off. */
  canaries: Json,
});
export type HostInit = z.infer<typeof HostInit>;

/** Where the pieces of a run lie inside its private directory. */
export const privateNames = {
  init: 'init.json',
  hostSocket: 'host.sock',
  chatSocket: 'chat.sock',
  mcpSocket: 'mcp.sock',
  ledger: 'seal',
  sandboxLedger: 'seal-sandbox',
  anchors: 'anchors.sqlite',
} as const;

export const OpenSuite = z.strictObject({ suite: Suite });
export const OpenSuiteResult = z.strictObject({
  /** Tasks of our own whose reference fails the hidden tests: the author must mend them. */
  failingReferences: z.array(z.strictObject({ taskId: z.string(), reason: z.string() })),
  /** Tasks of a published set that were left out for the same reason, visibly. */
  excluded: z.array(z.strictObject({ taskId: z.string(), reason: z.string() })),
});

export const RunSample = z.strictObject({
  suite: z.string(),
  arm: Arm,
  taskId: z.string(),
  sample: z.number().int().nonnegative(),
});
export type RunSample = z.infer<typeof RunSample>;
export const RunSampleResult = z.strictObject({ record: SampleRecord });

export const SummarizeSuite = z.strictObject({ suite: z.string() });
export const SummarizeSuiteResult = z.array(SuiteSummary);

/** What the run host knows about the run beside its samples; goes into the manifest. */
export const HostFacts = z.strictObject({
  model: z.strictObject({
    repo: z.string(),
    revision: z.string(),
    file: z.string(),
    bytes: z.number().int(),
    quantization: z.string(),
    sha256: Sha256,
    tokenizerSha256: Sha256,
    /** null when the model file carries no chat template. */
    chatTemplateSha256: Sha256.nullable(),
  }),
  prompts: z.record(z.string(), Sha256),
  nativeLibraries: z.array(z.string()),
  machineClassInputs: Json,
  /** Frames, headers and messages of the connections to agents, in bytes: what HTTP/2 adds to the acts. */
  http2: z.strictObject({ sessions: z.number(), sent: z.number(), received: z.number() }),
  /** Per worker: requests, tokens, memory, restarts. */
  pool: Json,
  processMemoryMiB: z.number().nullable(),
  sandbox: z.strictObject({ levels: Json, engine: z.record(z.string(), z.string()), limits: Json }),
  /** Hash of the resolved generation config, per arm; equal by construction, compared all the same. */
  generationConfig: z.partialRecord(Arm, Sha256),
  /** Per suite, tasks that were left out because their own reference fails. */
  excluded: z.record(z.string(), OpenSuiteResult.shape.excluded),
  summary: RunSummary,
});
export type HostFacts = z.infer<typeof HostFacts>;
