/** One measured number beside a named baseline that was measured in the same run on the same machine. */
export interface BenchResult {
  name: string;
  value: number;
  unit: string;
  baseline: string;
  baselineValue: number;
  /** value / baselineValue. */
  ratio: number;
  better: 'higher' | 'lower';
}

/** A result with its ratio worked out. */
export function benchResult(measured: Omit<BenchResult, 'ratio'>): BenchResult {
  return { ...measured, ratio: measured.value / measured.baselineValue };
}

/** Middle value; of an even number of values the upper middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
