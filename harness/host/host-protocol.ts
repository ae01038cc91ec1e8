import { z } from 'zod';
import { CoderAnswer } from '../contract/agent-messages.ts';
import { Role } from '../contract/chat.ts';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
import { HostFacts } from '../contract/host-facts.ts';
import { Json } from '../contract/json.ts';
import { SampleKey, SampleRecord } from '../contract/run-record.ts';
import { LeftOutTask, Suite } from '../contract/suite.ts';
import { DevicePlan } from '../pool/plan.ts';
import { SuiteSummary } from '../contract/summary.ts';

/** How somebody else's agent is reached. It holds what must not be recorded. */
const ForeignAgent = z.strictObject({
  /** As gRPC dials it. */
  address: z.string(),
  /** Headers of every call, with their values. */
  headers: z.record(z.string(), z.string()),
  /** Own time of the agent for one answer, over all tries. */
  deadlineMs: z.number().int().positive(),
});
export type ForeignAgent = z.infer<typeof ForeignAgent>;

/** What the launcher starts the run host with, beside a secret. */
export const HostInit = z.strictObject({
  runId: z.string(),
  runDir: z.string(),
  privateDir: z.string(),
  projectRoot: z.string(),
  startedAtEpochMs: z.number(),
  config: HermesConfig,
  model: ModelEntry,
  /** Model workers; 0 when no model is asked. */
  workers: z.number().int().nonnegative(),
  sandboxWorkers: z.number().int().positive(),
  cacheDirs: z.array(z.string()),
  lockPath: z.string(),
  /** Of our own code, as it was before anything of the run was started. */
  sourceSha256: z.string(),
  level: z.enum(['kernel', 'process', 'off']),
  /** Roles that suites ask and that are ours: none when answers are given, or all agents are outside. */
  ownRoles: z.array(Role),
  /** Roles that suites ask and that are played by somebody else's agent, and how it is reached from inside the seal. */
  foreignAgents: z.partialRecord(Role, ForeignAgent),
  /** Workers and their devices, and why; null when no role is ours, and no model is started. */
  devices: DevicePlan.nullable(),
  /** Where canaries knock; null when the seal is off. */
  canaries: Json,
});
export type HostInit = z.infer<typeof HostInit>;

/** Where the pieces of a run lie inside its private directory. */
export const privateNames = {
  hostSocket: 'host.sock',
  ledger: 'seal',
  sandboxLedger: 'seal-sandbox',
  /** A folder: SQLite keeps files beside its own. */
  anchors: 'anchors',
} as const;

/** The run host as a child of the launcher. It says null when it serves its control socket to whoever says the secret. */
export const hostChild = {
  start: { params: z.strictObject({ init: HostInit, secret: z.string() }), answer: z.null() },
};

const SuiteOpened = z.strictObject({
  /** Tasks of our own whose reference fails the hidden tests: the author must mend them. */
  failingReferences: z.array(LeftOutTask),
  /** Tasks of a published set that were left out for the same reason, visibly. */
  excluded: z.array(LeftOutTask),
});
export type SuiteOpened = z.infer<typeof SuiteOpened>;

/** A sample to run; `given` is the coder's answer, in a suite whose answers are given. */
const SampleOrder = SampleKey.extend({ given: CoderAnswer.optional() });

/** What the launcher may ask on the control socket. */
export const hostCalls = {
  openSuite: { params: Suite, answer: SuiteOpened },
  /** Resolves when the sample is in the journal on disk. */
  runSample: { params: SampleOrder, answer: SampleRecord },
  /** Numbers of a suite so far, one entry an arm. */
  summarizeSuite: { params: z.string(), answer: z.array(SuiteSummary) },
  /** Writes the run's deterministic files and tells what was used. */
  finish: { params: z.null(), answer: HostFacts },
};

/** Longest message on the control socket: a whole suite with its tasks. */
export const hostLimitBytes = 256 * 2 ** 20;
