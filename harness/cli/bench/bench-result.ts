import { z } from 'zod';

/** What a benchmark gives: one measured number beside a named baseline that was measured in the same run on the same machine. */
export const Measured = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  baseline: z.string(),
  baselineValue: z.number(),
  better: z.enum(['higher', 'lower']),
});

/** The same with its ratio: value / baselineValue. */
export const BenchResult = Measured.extend({ ratio: z.number() });
export type BenchResult = z.infer<typeof BenchResult>;

/** A result with its ratio worked out. */
export function benchResult(measured: z.infer<typeof Measured>): BenchResult {
  return { ...measured, ratio: measured.value / measured.baselineValue };
}

/** Middle value; of an even number of values the upper middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What `hermes bench --json` writes, and what a committed baseline holds. */
export const BenchReport = z.object({
  schemaVersion: z.literal(1),
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    freeCores: z.number(),
  }),
  /** Every repetition of every result. */
  samples: z.array(BenchResult),
  /** Median ratio of each result, with the spread of its repetitions. */
  results: z.array(
    BenchResult.extend({ lowestRatio: z.number(), highestRatio: z.number(), repetitions: z.number().int() }),
  ),
  failed: z.array(z.object({ name: z.string(), error: z.string() })),
});
export type BenchReport = z.infer<typeof BenchReport>;
