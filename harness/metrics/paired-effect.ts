import type { MetricValue } from '../contract/summary.ts';
import { notMeasured } from './rate.ts';
import { clamp, type Interval } from './statistics/interval.ts';
import { mean, tInterval, variance } from './statistics/mean.ts';

/**
 * Mean of per-task differences of two scores in 0..1, with its 95 % interval: Student's t over tasks. Differences that do not vary at all say
 * nothing about rarer ones to t; there the interval allows for a share of other tasks up to the Clopper–Pearson bound of none in n (`t-none-differ`).
 */
export function pairedEffect(differences: readonly number[]): MetricValue {
  const n = differences.length;
  if (n === 0) return notMeasured;
  const value = mean(differences);
  if (n >= 2 && variance(differences) > 1e-18) {
    return { value, ci95: clamp(tInterval(differences), -1, 1), n, method: 't-paired' };
  }
  return { value, ci95: constantInterval(value, n), n, method: 't-none-differ' };
}

function constantInterval(value: number, n: number): Interval {
  const others = 1 - 0.025 ** (1 / n);
  return clamp([value * (1 - others) - others, value * (1 - others) + others], -1, 1);
}
