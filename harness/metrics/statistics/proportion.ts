import type { Interval } from './interval.ts';
import { betaQuantile, normalQuantile } from './special-functions.ts';

/** What a proportion is estimated from: `successes` of `n`, n ≥ 1. `level` is the coverage, 0.95 unless told. */
export interface Proportion {
  /** May be a sum of scores in 0..1: the interval is then conservative, for no such score varies more than a yes/no does. */
  successes: number;
  n: number;
  level?: number | undefined;
}

/** Wilson score interval; ends at exactly 0 and 1 where all or none succeeded. */
export function wilson({ successes, n, level = 0.95 }: Proportion): Interval {
  const z = normalQuantile(1 - (1 - level) / 2);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [
    successes <= 0 ? 0 : Math.max(0, (centre - half) / scale),
    successes >= n ? 1 : Math.min(1, (centre + half) / scale),
  ];
}

/** Clopper–Pearson (exact) interval: coverage never below the level. */
export function clopperPearson({ successes, n, level = 0.95 }: Proportion): Interval {
  const tail = (1 - level) / 2;
  return [
    successes <= 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    successes >= n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  ];
}

/** Jeffreys interval: quantiles of Beta(k + ½, n − k + ½), 0 and 1 at the ends (Brown, Cai, DasGupta 2001). */
export function jeffreys({ successes, n, level = 0.95 }: Proportion): Interval {
  const [low, high] = credible({ successes, n, level }, 0.5);
  return [successes <= 0 ? 0 : low, successes >= n ? 1 : high];
}

/** Credible interval under a uniform prior: quantiles of Beta(k + 1, n − k + 1). */
export function uniformCredible(proportion: Proportion): Interval {
  return credible(proportion, 1);
}

/** Upper bound of a rate of which none of n was seen: 1 − α^(1/n), α = 1 − level, one-sided (≈ 3/n at 95 %). */
export function zeroEventsUpperBound(n: number, level = 0.95): number {
  return 1 - (1 - level) ** (1 / n);
}

function credible({ successes, n, level = 0.95 }: Proportion, prior: number): Interval {
  const tail = (1 - level) / 2;
  const a = successes + prior;
  const b = n - successes + prior;
  return [betaQuantile(tail, a, b), betaQuantile(1 - tail, a, b)];
}
