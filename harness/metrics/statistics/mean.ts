import type { Interval } from './interval.ts';
import { tQuantile } from './special-functions.ts';

/** Arithmetic mean of one or more numbers. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Sum of numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Sample variance (divisor n − 1) of two or more numbers. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

/** Standard error of the mean: sd / √n, of two or more numbers. */
export function standardError(values: readonly number[]): number {
  return Math.sqrt(variance(values) / values.length);
}

/** Mean ± t(n − 1) · SE of two or more numbers. */
export function tInterval(values: readonly number[], level = 0.95): Interval {
  const half = tQuantile(1 - (1 - level) / 2, values.length - 1) * standardError(values);
  const centre = mean(values);
  return [centre - half, centre + half];
}

/** What clustered scores say about their mean. */
export interface ClusteredMean {
  mean: number;
  clusters: number;
  /** Miller 2024 (arXiv 2411.00640), appendix A. */
  standardErrorMiller: number;
  /** The same with the factor C/(C−1) under the root, as Inspect AI has it. */
  standardError: number;
  /** Mean ± t(C − 1) · standardError. */
  interval: Interval;
}

/** Mean of scores that come in clusters (tasks of one source); two clusters or more. */
export function clusteredMean(clusters: readonly (readonly number[])[], level = 0.95): ClusteredMean {
  const scores = clusters.flat();
  const centre = mean(scores);
  const squares = sum(clusters.map((cluster) => sum(cluster.map((score) => score - centre)) ** 2));
  const count = clusters.length;
  const standardErrorMiller = Math.sqrt(squares) / scores.length;
  const corrected = Math.sqrt((squares * count) / (count - 1)) / scores.length;
  const half = tQuantile(1 - (1 - level) / 2, count - 1) * corrected;
  return {
    mean: centre,
    clusters: count,
    standardErrorMiller,
    standardError: corrected,
    interval: [centre - half, centre + half],
  };
}
