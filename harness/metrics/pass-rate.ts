import type { MetricValue } from '../contract/summary.ts';
import { notMeasured, rateOf } from './rate.ts';
import { passAtK, passHatK } from './statistics/pass-at-k.ts';
import type { MeasuredSample, TaskSamples } from './suite-input.ts';

/** Whether a sample passed the hidden tests, 0 or 1. A sample without a `pass` score (its agent gave nothing) did not. */
export function passed({ record }: MeasuredSample): 0 | 1 {
  const score = record.scores.pass;
  return score === undefined || score === null
    ? (Number(record.outcome === 'passed') as 0 | 1)
    : score >= 1
      ? 1
      : 0;
}

/** `pass_at_<k>`: unbiased estimate per task, averaged over the tasks with at least k samples that count. */
export function passAt(tasks: readonly TaskSamples[], k: number): MetricValue {
  return estimate(tasks, k, passAtK);
}

/** `pass_hat_<k>`: chance that all of k attempts pass, as above. */
export function passHat(tasks: readonly TaskSamples[], k: number): MetricValue {
  return estimate(tasks, k, passHatK);
}

/** `pass_at_1_with_harness_errors`: the same rate with every harness fault counted as a failure. */
export function passAtOneWithHarnessErrors(tasks: readonly TaskSamples[]): MetricValue {
  if (tasks.length === 0) return notMeasured;
  return rateOf(
    tasks.map(({ samples, harnessFaults }) => {
      const total = samples.length + harnessFaults;
      const passes = samples.filter((sample) => passed(sample) === 1).length;
      return total === 0 ? null : { value: passes / total, samples: total };
    }),
  );
}

/** `flaky_tasks`: share of tasks with two samples or more that neither pass nor fail in all of them. */
export function flakyTasks(tasks: readonly TaskSamples[]): MetricValue {
  return rateOf(
    tasks.map(({ samples }) => {
      if (samples.length < 2) return null;
      const passes = samples.filter((sample) => passed(sample) === 1).length;
      return { value: Number(passes > 0 && passes < samples.length), samples: 1 };
    }),
  );
}

function estimate(
  tasks: readonly TaskSamples[],
  k: number,
  estimator: (n: number, c: number, k: number) => number,
): MetricValue {
  return rateOf(
    tasks.map(({ samples }) => {
      if (samples.length < k) return null;
      const passes = samples.filter((sample) => passed(sample) === 1).length;
      return { value: estimator(samples.length, passes, k), samples: samples.length };
    }),
  );
}
