/** One figure of a benchmark beside a named baseline measured in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: string;
  readonly baselineValue: number;
  /** value ÷ baselineValue. */
  readonly ratio: number;
  readonly better: 'higher' | 'lower';
}

/** The row of two sets of times: their percentile, lower is better. */
export function timeRow(
  what: { name: string; baseline: string; percentile: number },
  timesMs: readonly number[],
  baselineMs: readonly number[],
): BenchRow {
  const value = percentileOf(timesMs, what.percentile);
  const baselineValue = percentileOf(baselineMs, what.percentile);
  return {
    name: `${what.name}_p${what.percentile}`,
    value,
    unit: 'ms',
    baseline: what.baseline,
    baselineValue,
    ratio: value / baselineValue,
    better: 'lower',
  };
}

/** Nearest-rank percentile: the smallest value that at least p percent of the values do not exceed. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError('a percentile of no values');
  return value;
}
