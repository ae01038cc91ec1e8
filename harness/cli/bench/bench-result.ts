import { z } from 'zod';

/** One measured number beside a named baseline that was measured in the same run on the same machine. */
export const BenchResult = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  baseline: z.string(),
  baselineValue: z.number(),
  /** value / baselineValue. */
  ratio: z.number(),
  better: z.enum(['higher', 'lower']),
});
export type BenchResult = z.infer<typeof BenchResult>;

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
