import { type BenchResult, benchResult } from '../../cli/bench/bench-result.ts';
import { percentileNearestRank } from '../../metrics/statistics/percentile.ts';

/** The result of two sets of times: their percentile (0 to 100), lower is better. */
export function timeResult(
  what: { name: string; baseline: string; percentile: number },
  timesMs: readonly number[],
  baselineMs: readonly number[],
): BenchResult {
  return benchResult({
    name: `${what.name}_p${what.percentile}`,
    value: percentileNearestRank(timesMs, what.percentile),
    unit: 'ms',
    baseline: what.baseline,
    baselineValue: percentileNearestRank(baselineMs, what.percentile),
    better: 'lower',
  });
}
