import { headlineMetrics, type MetricKey } from '../contract/metrics.ts';
import { Outcome, type SampleRecord } from '../contract/run-record.ts';
import type { CountKey, SuiteCountKey } from '../contract/scores.ts';
import { defaultCoverage, type Gate } from '../contract/suite.ts';
import type { GateResult, MetricValue, SuiteSummary } from '../contract/summary.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { flakyTasks, passAt, passAtOneWithHarnessErrors, passHat } from './pass-rate.ts';
import { planEffect } from './paired-effect.ts';
import { scoreKeys, scoreRate, scoreRateWithHarnessErrors } from './score-rate.ts';
import { type SuiteInput, type TaskSamples, tasksOf } from './suite-input.ts';
import { quantities } from './suite-quantities.ts';

/**
 * All numbers of one suite in one arm. The unit is the task: its samples are averaged first and n counts tasks. Harness faults are left out of every
 * rate and counted in `outcomes`; the `…_with_harness_errors` rate counts them as failures. What an agent causes (no answer, too
 * large an answer, none in time) is not passed. Nothing is ever NaN:
 * what could not be measured is null.
 */
export function summarizeSuite(input: SuiteInput): SuiteSummary {
  const tasks = tasksOf(input);
  const metrics = { ...rates(input, tasks), ...quantities(input, tasks) };
  return {
    name: input.name,
    arm: input.arm,
    pipeline: input.pipeline,
    tasks: new Set(input.records.map((record) => record.task)).size,
    samples: input.records.length,
    outcomes: outcomesOf(input.records),
    metrics,
    gates: input.gates.map((gate) => judgeGate(gate, { metrics, coverage: coverageOf(input.records) })),
    counts: countsOf(tasks),
  };
}

type Metrics = Partial<Record<MetricKey, MetricValue>>;

function rates(input: SuiteInput, tasks: readonly TaskSamples[]): Metrics {
  const { pipeline } = input;
  const judgesPrograms = pipeline === 'coder' || pipeline === 'full';
  const metrics: Metrics = judgesPrograms ? passRates(input, tasks) : ownRates(pipeline, tasks);
  const keys = scoreKeys(tasks);
  // `pass` is no metric of its own: pass_at_1 says it.
  for (const key of keys) if (key !== 'pass') metrics[key] = scoreRate(tasks, key, pipeline);
  if (keys.includes('pass_with_plan') || pipeline === 'planner') metrics.plan_effect = planEffect(tasks);
  if (keys.includes('agreement') || pipeline === 'full') metrics.balanced_accuracy = balancedAccuracy(tasks);
  return metrics;
}

function ownRates(pipeline: 'planner' | 'tester', tasks: readonly TaskSamples[]): Metrics {
  const [key] = headlineMetrics[pipeline];
  return {
    [key]: scoreRate(tasks, key, pipeline),
    [`${key}_with_harness_errors`]: scoreRateWithHarnessErrors(tasks, key, pipeline),
  };
}

function passRates(input: SuiteInput, tasks: readonly TaskSamples[]): Metrics {
  const ks = [...new Set([1, ...input.ks])].sort((a, b) => a - b);
  const metrics: Metrics = {};
  for (const k of ks) metrics[`pass_at_${k}`] = passAt(tasks, k);
  metrics['pass_at_1_with_harness_errors'] = passAtOneWithHarnessErrors(tasks);
  for (const k of ks.filter((each) => each > 1)) metrics[`pass_hat_${k}`] = passHat(tasks, k);
  if (tasks.some((task) => task.samples.length > 1)) metrics.flaky_tasks = flakyTasks(tasks);
  return metrics;
}

function outcomesOf(records: readonly SampleRecord[]): SuiteSummary['outcomes'] {
  const outcomes = Object.fromEntries(
    Outcome.options.map((outcome) => [outcome, 0]),
  ) as SuiteSummary['outcomes'];
  for (const record of records) outcomes[record.outcome] += 1;
  return outcomes;
}

/** Sums of the records' counts over the samples that count, plus how many of those are tainted or of lower trust. */
function countsOf(tasks: readonly TaskSamples[]): Record<string, number> {
  const totals = new Map<string, number>();
  const add = (key: SuiteCountKey, count: number): void => {
    totals.set(key, (totals.get(key) ?? 0) + count);
  };
  for (const { record } of tasks.flatMap((task) => task.samples)) {
    for (const [key, count] of Object.entries(record.counts)) add(key as CountKey, count);
    add('tainted', Number(record.tainted));
    add('realm_trust', Number(record.trust === 'realm'));
  }
  return Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Share of samples that have an ending of the agent's own. */
function coverageOf(records: readonly SampleRecord[]): number {
  const told = records.filter(({ outcome }) => outcome !== 'harness').length;
  return records.length === 0 ? 0 : told / records.length;
}

/** Judges a gate. A metric that is absent or could not be measured, or was measured on too few samples, misses its gate: an empty run fails. */
function judgeGate(
  gate: Gate,
  { metrics, coverage }: { metrics: Readonly<Record<string, MetricValue>>; coverage: number },
): GateResult {
  const { metric, threshold, direction, coverage: leastCoverage = defaultCoverage } = gate;
  const value = metrics[metric]?.value ?? null;
  // A mean of thirds may miss its own threshold by the last bit.
  const slack = 1e-12;
  const reached =
    value !== null && (direction === 'atLeast' ? value >= threshold - slack : value <= threshold + slack);
  const ok = reached && coverage >= leastCoverage - slack;
  return { metric, value, threshold, direction, coverage, leastCoverage, ok };
}
