/** One measured number beside a baseline taken in the same run. */
export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** What the baseline is. */
  baseline: string;
  baselineValue: number;
  /** value / baselineValue. */
  ratio: number;
  better: 'higher' | 'lower';
}

/** A row with its ratio, rounded to what a reader can use. */
export function benchRow(row: Omit<BenchRow, 'ratio'>): BenchRow {
  const round = (value: number) => Number(value.toPrecision(4));
  return {
    ...row,
    value: round(row.value),
    baselineValue: round(row.baselineValue),
    ratio: round(row.value / row.baselineValue),
  };
}

/** Middle value; of an even number of values the upper middle. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
