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
