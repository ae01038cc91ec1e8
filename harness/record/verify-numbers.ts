import type { Manifest } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { ArmComparison, RunSummary, SuiteSummary } from '../contract/summary.ts';
import { runInput } from '../metrics/run-input.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import { type Check, compareJson } from './check.ts';
import { leftOutOf } from './part-of-run.ts';
import { readObservations, readSummary } from './read-run.ts';

/** Measured once a run and in no sample. */
const measuredOnce = new Set(['process_memory_mb', 'device_utilization']);

/** Recomputes every number of metrics.json from samples and observations: none may differ, be missing or be there beyond. */
export function checkNumbers(
  runDir: string,
  { parameters, suites }: Manifest,
  records: SampleRecord[],
): Check[] {
  const claimed = readSummary(runDir);
  const observations = readObservations(runDir);
  const derived = summarizeRun(runInput({ suites: parameters.suites, records, observations }));
  const keys = new Set([...derived.suites, ...claimed.suites].map((suite) => `${suite.name} ${suite.arm}`));
  return [
    ...[...keys].flatMap((key) =>
      checkSuite(key, { claimed: suiteIn(claimed, key), derived: suiteIn(derived, key) }),
    ),
    ...checkArms(claimed.arms ?? [], derived.arms ?? []),
    compareJson('throughput', derived.throughput, claimed.throughput),
    compareJson('tasks left out', leftOutOf(suites), claimed.leftOut),
  ];
}

function suiteIn({ suites }: RunSummary, key: string): SuiteSummary | undefined {
  return suites.find(({ name, arm }) => `${name} ${arm}` === key);
}

function checkSuite(
  where: string,
  { claimed, derived }: { claimed: SuiteSummary | undefined; derived: SuiteSummary | undefined },
): Check[] {
  const names = new Set([...Object.keys(derived?.metrics ?? {}), ...Object.keys(claimed?.metrics ?? {})]);
  const { metrics: _own, outcomes, gates, ...rest } = derived ?? {};
  const { metrics: _claimed, outcomes: claimedOutcomes, gates: claimedGates, ...claimedRest } = claimed ?? {};
  return [
    compareJson(`outcomes of ${where}`, outcomes, claimedOutcomes),
    compareJson(`gates of ${where}`, gates, claimedGates),
    compareJson(`counts of ${where}`, rest, claimedRest),
    ...[...names]
      .filter((name) => !measuredOnce.has(name))
      .map((name) => compareJson(`${name} of ${where}`, derived?.metrics[name], claimed?.metrics[name])),
  ];
}

function checkArms(claimed: ArmComparison[], derived: ArmComparison[]): Check[] {
  const namesOf = (pairs: ArmComparison[]) => pairs.map(({ suite, first, second }) => [suite, first, second]);
  const checks = derived.flatMap(({ metrics, ...rest }, index) => {
    const { metrics: claimedMetrics = {}, ...claimedRest } = claimed[index] ?? {};
    const where = `arms ${rest.first} and ${rest.second} of ${rest.suite}`;
    const names = new Set([...Object.keys(metrics), ...Object.keys(claimedMetrics)]);
    return [
      compareJson(`outcomes in ${where}`, rest, claimedRest),
      ...[...names].map((key) => compareJson(`${key} in ${where}`, metrics[key], claimedMetrics[key])),
    ];
  });
  return [compareJson('compared arms', namesOf(derived), namesOf(claimed)), ...checks];
}
