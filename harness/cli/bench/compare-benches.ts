import type { BenchReport } from './bench-result.ts';

/** A ratio that is worse than the baseline's by more than noise explains. */
export interface Regression {
  name: string;
  baselineRatio: number;
  ratio: number;
  /** The worst ratio that would still have passed. */
  limit: number;
}

/** Share of the baseline's ratio that is always counted as noise, beside its own spread. */
const leastNoise = 0.2;

/**
 * Ratios that got worse than the baseline report by more than its noise: the worst repetition of the baseline, and 20 % of its ratio beyond that.
 * A benchmark that the new report lacks or that failed in it is a regression too.
 */
export function findRegressions(report: BenchReport, baseline: BenchReport): Regression[] {
  return baseline.results.flatMap((old) => {
    const lower = old.better === 'lower';
    const worst = lower ? old.highestRatio : old.lowestRatio;
    const limit = lower ? worst + leastNoise * old.ratio : worst - leastNoise * old.ratio;
    const ratio = report.results.find(({ name }) => name === old.name)?.ratio ?? Number.NaN;
    const fine = lower ? ratio <= limit : ratio >= limit;
    return fine ? [] : [{ name: old.name, baselineRatio: old.ratio, ratio, limit }];
  });
}
