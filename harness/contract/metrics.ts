import type { PipelineKind } from './suite.ts';

/** How a metric is measured and written: a share, a signed difference of shares, or a quantity with its unit. */
export type MetricUnit = 'rate' | 'difference' | 'ms' | 'bytes' | 'tokens' | 'per-second' | 'megabytes';

/** What is known of a metric, whatever its value. */
export interface MetricRow {
  label: string;
  unit: MetricUnit;
  better: 'higher' | 'lower';
  /** Suites that have it; `arms`: only where two arms are compared. */
  pipelines: readonly PipelineKind[] | 'all' | 'arms';
  /** One sentence for readers of a report. */
  meaning: string;
  /** How exactly it is made, for the page on suites; a metric that is the mean of a score of its own name says it there. */
  detail?: string | undefined;
}

const programs = ['coder', 'full'] as const satisfies PipelineKind[];
const plans = ['planner', 'full'] as const satisfies PipelineKind[];
const planner = ['planner'] as const satisfies PipelineKind[];
const tests = ['tester', 'full'] as const satisfies PipelineKind[];
const team = ['full'] as const satisfies PipelineKind[];

/** Shares of 0 to 1 over tasks, in the order of tables. A name with `<k>` stands for one metric a k. */
export const rateTable = {
  'pass_at_<k>': {
    ...rate(
      'pass@<k>',
      programs,
      'Chance that at least one of <k> attempts passes the hidden tests; unbiased, mean over tasks.',
    ),
    detail:
      'the chance that at least one of k attempts passes: 1 − C(s−c, k)/C(s, k) for c passes in s samples; tasks with fewer than k samples are left out',
  },
  'pass_hat_<k>': {
    ...rate(
      'pass^<k>',
      programs,
      'Chance that all of <k> attempts pass the hidden tests; unbiased, mean over tasks.',
    ),
    detail: 'the chance that all of k attempts pass (k > 1)',
  },
  plan_exact: rate(
    'Plan equals reference',
    plans,
    'Share of tasks whose plan has the reference’s steps in its order.',
  ),
  plan_steps_f1: rate('Plan steps, F1', plans, 'Mean F1 of the plan’s steps against the reference plan’s.'),
  plan_effect: {
    ...rate(
      'Effect of the plan',
      planner,
      'Coder’s pass rate with the planner’s plan minus without it, paired by task.',
    ),
    unit: 'difference',
    detail:
      '`pass_with_plan` − `pass_without_plan`, paired over tasks with both (percentage points, −1 to 1); a refused plan counts as no difference: the coder then works without one',
  },
  pass_with_plan: rate('Pass with plan', planner, 'Share of tasks the coder solves with the planner’s plan.'),
  pass_without_plan: rate(
    'Pass without plan',
    planner,
    'Share of tasks the coder solves from the statement alone.',
  ),
  pass_after_repair: rate('Pass after repair', team, 'Share of tasks solved after the last repair round.'),
  flaky_tasks: {
    ...rate(
      'Tasks that vary',
      programs,
      'Share of tasks that neither pass nor fail in all of their samples.',
    ),
    better: 'lower',
    detail: '1 if a task’s samples neither all pass nor all fail (two samples or more)',
  },
  refused: {
    ...rate(
      'No usable program',
      ['planner', 'coder', 'full'],
      'Share of answers from which no program could be taken.',
    ),
    better: 'lower',
  },
  assertions_hold: rate(
    'Assertions that hold',
    tests,
    'Share of the tester’s assertions that hold on the reference, mean over tasks.',
  ),
  tests_all_hold: rate(
    'All assertions hold',
    tests,
    'Share of tasks where every assertion holds on the reference.',
  ),
  mutants_killed: rate(
    'Mutants killed',
    tests,
    'Share of non-equivalent mutants of the reference that the holding assertions catch.',
  ),
  wrong_caught: rate(
    'Wrong programs caught',
    tests,
    'Share of known wrong programs that the holding assertions catch.',
  ),
  false_alarm: {
    ...rate('False alarms', team, 'Share of right programs that the tester’s tests fail.'),
    better: 'lower',
  },
  agreement: rate(
    'Agreement with hidden tests',
    team,
    'Share of programs on which the tester’s tests and the hidden tests say the same.',
  ),
  balanced_accuracy: {
    ...rate(
      'Balanced accuracy',
      team,
      'Mean of the shares of right programs passed and wrong programs rejected by the tester.',
    ),
    detail:
      'not a mean over tasks but of two shares: right programs that the tests pass, wrong ones they reject; ½ is what a coin gives. Agreement can be high by luck (all programs wrong, all tests wrong), this cannot',
  },
} satisfies Record<string, MetricRow>;

/** What a suite costs, each in its unit. */
export const quantityTable = {
  bytes_per_solve: {
    label: 'Bytes per solve',
    unit: 'bytes',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Serialised messages with their 5-byte prefixes, both directions, of all tasks per passed task.',
  },
  deref_bytes: {
    label: 'Anchor bytes',
    unit: 'bytes',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Bytes fetched through anchors beside the messages, mean per task.',
  },
  tokens_prefill: {
    label: 'Prompt tokens',
    unit: 'tokens',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Mean per task.',
  },
  tokens_decode: {
    label: 'Generated tokens',
    unit: 'tokens',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Mean per task.',
  },
  tokens_per_second: {
    label: 'Tokens per second',
    unit: 'per-second',
    better: 'higher',
    pipelines: 'all',
    meaning: 'Prompt and generated tokens per second a model worker was busy.',
  },
  e2e_latency_ms_p50: {
    label: 'Latency, median',
    unit: 'ms',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Start to end of a sample, waiting included; nearest rank.',
  },
  e2e_latency_ms_p95: {
    label: 'Latency, p95',
    unit: 'ms',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Start to end of a sample, waiting included; nearest rank.',
  },
  message_path_ms_p95: {
    label: 'Message path, p95',
    unit: 'ms',
    better: 'lower',
    pipelines: 'all',
    meaning: 'A typed act on the wire without the agent’s work.',
    detail: 'a typed act on the wire, without the agent’s work; target < 20',
  },
  mcp_deref_ms_p95: {
    label: 'Anchor dereference, p95',
    unit: 'ms',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Fetching one anchor.',
    detail: 'one anchor; target < 50',
  },
  process_memory_mb: {
    label: 'Process memory',
    unit: 'megabytes',
    better: 'lower',
    pipelines: 'all',
    meaning: 'Peak resident memory of agent and model processes.',
    detail: 'peak of agent and model processes (1 MB = 10⁶ bytes), one number a run',
  },
  device_utilization: {
    label: 'Device utilisation',
    unit: 'rate',
    better: 'higher',
    pipelines: 'all',
    meaning: 'Busy share of the device, where it tells.',
  },
} satisfies Record<string, MetricRow>;

/** What two arms of a suite are compared by, beside metrics of their own. */
export const armTable = {
  passed: {
    label: 'Samples passed',
    unit: 'rate',
    better: 'higher',
    pipelines: 'arms',
    meaning: 'Share of samples whose outcome is passed, mean over tasks.',
  },
  message_bytes: {
    label: 'Message bytes',
    unit: 'bytes',
    better: 'lower',
    pipelines: 'arms',
    meaning: 'Serialised messages with their 5-byte prefixes, mean per task.',
  },
  e2e_latency_ms: {
    label: 'Latency',
    unit: 'ms',
    better: 'lower',
    pipelines: 'arms',
    meaning: 'Start to end of a sample, mean per task.',
  },
  message_path_ms: {
    label: 'Message path',
    unit: 'ms',
    better: 'lower',
    pipelines: 'arms',
    meaning: 'A typed act on the wire, mean per task.',
  },
} satisfies Record<string, MetricRow>;

type Family = 'pass_at_<k>' | 'pass_hat_<k>';

/** A row of the tables of metrics. */
export type MetricName = keyof typeof rateTable | keyof typeof quantityTable | keyof typeof armTable;

type Rate = Exclude<keyof typeof rateTable, Family> | `pass_at_${number}` | `pass_hat_${number}`;

/** Key of a metric in `metrics.json`: `…_with_harness_errors` is the same rate with every fault of ours counted as 0. */
export type MetricKey = Rate | `${Rate}_with_harness_errors` | keyof typeof quantityTable;

/** Key of a quantity that two arms are compared by. */
export type ArmMetricKey =
  | keyof typeof armTable
  | 'pass_at_1'
  | 'deref_bytes'
  | 'tokens_prefill'
  | 'tokens_decode';

/** What a suite of a pipeline is about: its first is the pipeline's own rate, with and without harness errors. */
export const headlineMetrics = {
  planner: ['plan_exact', 'plan_effect'],
  coder: ['pass_at_1'],
  tester: ['assertions_hold', 'mutants_killed'],
  full: ['pass_at_1', 'balanced_accuracy'],
} as const satisfies Record<PipelineKind, readonly MetricKey[]>;

function rate(label: string, pipelines: readonly PipelineKind[], meaning: string): MetricRow {
  return { label, unit: 'rate', better: 'higher', pipelines, meaning };
}
