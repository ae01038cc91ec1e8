import { z } from 'zod';
import { Sha256 } from './json.ts';
import { Arm, Outcome } from './run-record.ts';
import { LeftOutTask } from './suite.ts';

export const DeterminismClass = z.enum(['D0', 'D1', 'D2']);
export type DeterminismClass = z.infer<typeof DeterminismClass>;

/** One number of a suite with what is needed to believe it. */
export const MetricValue = z.strictObject({
  value: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  /** Number of tasks behind it (the unit of analysis). */
  n: z.number().int().nonnegative(),
  /** Name of the interval's method, e.g. `wilson`, `clopper-pearson`, `t`, `bootstrap-task`, `none`. */
  method: z.string(),
});
export type MetricValue = z.infer<typeof MetricValue>;

export const GateResult = z.strictObject({
  metric: z.string(),
  value: z.number().nullable(),
  threshold: z.number(),
  direction: z.enum(['atLeast', 'atMost']),
  /** Share of the suite's samples that have an ending of the agent's own, and the least that the gate is content with. */
  coverage: z.number().min(0).max(1),
  leastCoverage: z.number().min(0).max(1),
  ok: z.boolean(),
});
export type GateResult = z.infer<typeof GateResult>;

/** Numbers of one suite in one arm. */
export const SuiteSummary = z.strictObject({
  name: z.string(),
  arm: Arm,
  pipeline: z.string(),
  tasks: z.number().int().nonnegative(),
  samples: z.number().int().nonnegative(),
  outcomes: z.record(Outcome, z.number().int().nonnegative()),
  metrics: z.record(z.string(), MetricValue),
  gates: z.array(GateResult),
  /** Sums of the records' counts over the samples that count, plus `tainted` and `realm_trust`. */
  counts: z.record(z.string(), z.number().int().nonnegative()).optional(),
});
export type SuiteSummary = z.infer<typeof SuiteSummary>;

/** Generator, draws and seed of every bootstrap interval of a run; reports print them. */
export const bootstrapParameters = { generator: 'sfc32', draws: 2_000, seed: 20_251_122 } as const;

/** One quantity in two arms over the same tasks: means, their paired difference (first − second) and their ratio (second ÷ first). */
export const ArmDifference = z.strictObject({
  n: z.number().int().nonnegative(),
  first: z.number().nullable(),
  second: z.number().nullable(),
  difference: z.number().nullable(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  ratio: z.number().nullable(),
  ratioCi95: z.tuple([z.number(), z.number()]).nullable(),
  method: z.string(),
});
export type ArmDifference = z.infer<typeof ArmDifference>;

/** Two arms of one suite, paired task by task. */
export const ArmComparison = z.strictObject({
  suite: z.string(),
  first: Arm,
  second: Arm,
  /** Pairs (task, sample) present in both arms, and those left out of both because one was oversized. */
  pairs: z.number().int().nonnegative(),
  leftOut: z.number().int().nonnegative(),
  /** Pairs whose outcome differs; arms must not change outcomes, so any is a bug. */
  differentOutcomes: z.array(
    z.strictObject({ task: z.string(), sample: z.number().int(), first: Outcome, second: Outcome }),
  ),
  /** McNemar on passes: b passed in the first arm only, c in the second only. */
  mcNemar: z.strictObject({
    b: z.number().int(),
    c: z.number().int(),
    midP: z.number(),
    exact: z.number(),
  }),
  metrics: z.record(z.string(), ArmDifference),
});
export type ArmComparison = z.infer<typeof ArmComparison>;

/** metrics.json: all numbers of a run. */
export const RunSummary = z.strictObject({
  schemaVersion: z.literal(1),
  suites: z.array(SuiteSummary),
  /** Paired comparisons of arms, when more than one ran; see metrics/. */
  arms: z.array(ArmComparison).optional(),
  throughput: z.strictObject({ tokensPerSecond: z.number().nullable(), wallMs: z.number() }),
  /** Tasks that are in no number, by suite: those of the manifest; absent where none was left out. */
  leftOut: z.record(z.string(), z.array(LeftOutTask)).optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** One line of hermeticity.jsonl. */
export const SealEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('canary'),
    atMs: z.number(),
    process: z.string(),
    layer: z.string(),
    /** `refused` is what a working layer does; `through` breaks the seal; `absent` = this layer is not there. */
    result: z.enum(['refused', 'through', 'absent']),
    detail: z.string(),
  }),
  z.strictObject({
    type: z.literal('attempt'),
    atMs: z.number(),
    process: z.string(),
    layer: z.string(),
    api: z.string(),
    target: z.string(),
    stack: z.string(),
    suite: z.string().nullable(),
    task: z.string().nullable(),
    /** `agent` = a program written by an agent tried; `ours` = our own code or a dependency tried. */
    origin: z.enum(['agent', 'ours']),
  }),
]);
export type SealEvent = z.infer<typeof SealEvent>;

/** The seal of a run in one object. */
export const HermeticitySummary = z.strictObject({
  /** Level of the processes that run agents, models and programs. */
  level: z.enum(['kernel', 'process', 'off']),
  launcherLevel: z.enum(['process', 'off']),
  refused: z.strictObject({ total: z.number().int(), agent: z.number().int(), ours: z.number().int() }),
  canaries: z.strictObject({
    refused: z.number().int(),
    through: z.number().int(),
    absent: z.number().int(),
  }),
  /** What agents of ours could read: what lies in a root of their own, or every file of the user, task files too. null where none proved it: there are none, or no seal. */
  agentsRead: z.enum(['own-root', 'all-files']).nullable(),
});
export type HermeticitySummary = z.infer<typeof HermeticitySummary>;

/** Digests that identify the experiment and its answer (evidence.md §1.3). */
export const Digests = z.strictObject({
  parameters: Sha256,
  materials: Sha256,
  run: Sha256,
  results: Sha256,
});
export type Digests = z.infer<typeof Digests>;
