import type { RunSummary } from '../contract/summary.ts';
import { compareArms } from './compare-arms.ts';
import { sum } from './statistics/mean.ts';
import { summarizeSuite } from './summarize-suite.ts';
import { tokensOf } from './suite-quantities.ts';
import { pairKey, type SuiteInput } from './suite-input.ts';

/** What a run's numbers are made of: one entry per suite and arm, and how long the run took. */
export interface RunInput {
  suites: readonly SuiteInput[];
  /** From the first sample's start to the last one's end, milliseconds. */
  wallMs: number;
}

/**
 * All numbers of a run: every suite in every arm, and every two arms of a suite compared pairwise. A pair that is `oversized` in one arm is left
 * out of the comparisons of its suite; in the rates of that arm it is not passed. Throughput: prompt and generated tokens of all samples per second of the run's wall time; null when nothing is known of any.
 */
export function summarizeRun({ suites, wallMs }: RunInput): RunSummary {
  const bySuite = Map.groupBy(suites, (suite) => suite.name);
  const inputs = [...bySuite.values()].flatMap((arms) => withLeftOut(arms));
  const compared = [...Map.groupBy(inputs, (suite) => suite.name).values()].flatMap((arms) =>
    compareArms(arms),
  );
  const known = suites.flatMap((suite) => suite.records.flatMap((record) => tokensOf(record) ?? []));
  const tokens = sum(known.map(({ prefill, decode }) => prefill + decode));
  return {
    schemaVersion: 1,
    suites: inputs.map((input) => summarizeSuite(input)),
    ...(compared.length === 0 ? {} : { arms: compared }),
    throughput: { tokensPerSecond: wallMs > 0 && known.length > 0 ? (tokens * 1000) / wallMs : null, wallMs },
  };
}

function withLeftOut(arms: readonly SuiteInput[]): SuiteInput[] {
  const oversized = arms.flatMap((arm) =>
    arm.records.filter((record) => record.outcome === 'oversized').map((record) => pairKey(record)),
  );
  return arms.map((arm) => ({ ...arm, leftOut: new Set([...(arm.leftOut ?? []), ...oversized]) }));
}
