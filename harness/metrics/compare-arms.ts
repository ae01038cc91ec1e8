import type { ArmMetricKey } from '../contract/metrics.ts';
import type { Arm } from '../contract/run-record.ts';
import type { ArmComparison, ArmDifference } from '../contract/summary.ts';
import { pairedEffect } from './paired-effect.ts';
import { passed } from './pass-rate.ts';
import { drawnMean, drawnRatio, taskBootstrap } from './statistics/bootstrap.ts';
import { mean, sum } from './statistics/mean.ts';
import { mcNemar } from './statistics/paired.ts';
import { type MeasuredSample, pairKey, type SuiteInput, tasksOf } from './suite-input.ts';
import { messageBytes, tokensOf } from './suite-quantities.ts';

/** One (task, sample) in both arms. */
interface Pair {
  task: string;
  first: MeasuredSample;
  second: MeasuredSample;
}

/** Every two arms of one suite, paired on the samples that both have; arms in the order A, C, PM. */
export function compareArms(inputs: readonly SuiteInput[]): ArmComparison[] {
  const order: readonly Arm[] = ['A', 'C', 'PM'];
  const sorted = inputs.toSorted((a, b) => order.indexOf(a.arm) - order.indexOf(b.arm));
  return sorted.flatMap((first, index) => sorted.slice(index + 1).map((second) => compare(first, second)));
}

function compare(first: SuiteInput, second: SuiteInput): ArmComparison {
  const pairs = pairsOf(first, second);
  const onlyFirst = pairs.filter((pair) => passed(pair.first) > passed(pair.second)).length;
  const onlySecond = pairs.filter((pair) => passed(pair.first) < passed(pair.second)).length;
  const { b, c, midP, exact } = mcNemar(onlyFirst, onlySecond);
  return {
    suite: first.name,
    first: first.arm,
    second: second.arm,
    pairs: pairs.length,
    leftOut: first.leftOut?.size ?? 0,
    differentOutcomes: differentOutcomes(first, second),
    mcNemar: { b, c, midP, exact },
    metrics: {
      [judgesPrograms(first) ? 'pass_at_1' : 'passed']: passDifference(pairs),
      message_bytes: difference(pairs, messageBytes),
      deref_bytes: difference(pairs, ({ observation }) => observation?.derefBytes ?? null),
      tokens_prefill: difference(pairs, ({ record }) => tokensOf(record)?.prefill ?? null),
      tokens_decode: difference(pairs, ({ record }) => tokensOf(record)?.decode ?? null),
      e2e_latency_ms: difference(pairs, ({ observation }) => observation?.wallMs ?? null),
      message_path_ms: difference(pairs, ({ observation }) => meanOrNull(observation?.messagePathMs)),
    } satisfies Partial<Record<ArmMetricKey, ArmDifference>>,
  };
}

function judgesPrograms({ pipeline }: SuiteInput): boolean {
  return pipeline === 'coder' || pipeline === 'full';
}

function pairsOf(first: SuiteInput, second: SuiteInput): Pair[] {
  const others = new Map(
    tasksOf(second).flatMap((task) =>
      task.samples
        .filter(({ record }) => first.leftOut?.has(pairKey(record)) !== true)
        .map((sample) => [pairKey(sample.record), sample] as const),
    ),
  );
  return tasksOf(first).flatMap((task) =>
    task.samples.flatMap((sample) => {
      const other = others.get(pairKey(sample.record));
      return other === undefined ? [] : [{ task: task.task, first: sample, second: other }];
    }),
  );
}

function differentOutcomes(first: SuiteInput, second: SuiteInput): ArmComparison['differentOutcomes'] {
  const others = new Map(second.records.map((record) => [pairKey(record), record.outcome]));
  return first.records.flatMap((record) => {
    const other = others.get(pairKey(record));
    const same =
      other === undefined || other === record.outcome || first.leftOut?.has(pairKey(record)) === true;
    return same ? [] : [{ task: record.task, sample: record.sample, first: record.outcome, second: other }];
  });
}

function passDifference(pairs: readonly Pair[]): ArmDifference {
  const tasks = perTask(pairs, (sample) => passed(sample));
  const effect = pairedEffect(tasks.map(([a, b]) => a - b));
  return { ...sides(tasks), ci95: effect.ci95, ratioCi95: null, method: effect.method };
}

function difference(
  pairs: readonly Pair[],
  quantity: (sample: MeasuredSample) => number | null,
): ArmDifference {
  const tasks = perTask(pairs, quantity);
  const firsts = tasks.map(([a]) => a);
  const seconds = tasks.map(([, b]) => b);
  const ci95 = taskBootstrap(tasks.length, drawnMean(tasks.map(([a, b]) => a - b)));
  return {
    ...sides(tasks),
    ci95,
    ratioCi95: taskBootstrap(tasks.length, drawnRatio(seconds, firsts)),
    method: ci95 === null ? 'none' : 'bootstrap-task',
  };
}

/** Both sides' means per task, for the tasks where every pair that counts has the quantity on both sides. */
function perTask(
  pairs: readonly Pair[],
  quantity: (sample: MeasuredSample) => number | null,
): [number, number][] {
  const values = pairs.flatMap((pair) => {
    const a = quantity(pair.first);
    const b = quantity(pair.second);
    return a === null || b === null ? [] : [{ task: pair.task, a, b }];
  });
  return [...Map.groupBy(values, (value) => value.task).values()].map((samples) => [
    mean(samples.map((sample) => sample.a)),
    mean(samples.map((sample) => sample.b)),
  ]);
}

function sides(
  tasks: readonly [number, number][],
): Pick<ArmDifference, 'n' | 'first' | 'second' | 'difference' | 'ratio'> {
  if (tasks.length === 0) return { n: 0, first: null, second: null, difference: null, ratio: null };
  const first = mean(tasks.map(([a]) => a));
  const second = mean(tasks.map(([, b]) => b));
  return { n: tasks.length, first, second, difference: first - second, ratio: ratio(tasks) };
}

function ratio(tasks: readonly [number, number][]): number | null {
  const denominator = sum(tasks.map(([a]) => a));
  return denominator === 0 ? null : sum(tasks.map(([, b]) => b)) / denominator;
}

function meanOrNull(values: readonly number[] | undefined): number | null {
  return values === undefined || values.length === 0 ? null : mean(values);
}
