import { z } from 'zod';
import { Role } from '../contract/chat.ts';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
import { Json } from '../contract/json.ts';
import { Arm, SampleRecord } from '../contract/run-record.ts';
import { LeftOutTask, Suite } from '../contract/suite.ts';
import { DevicePlan } from '../pool/plan.ts';
import { SuiteSummary } from '../contract/summary.ts';

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
  failingReferences: z.array(LeftOutTask),
  /** Tasks of a published set that were left out for the same reason, visibly. */
  excluded: z.array(LeftOutTask),
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
