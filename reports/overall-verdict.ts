import type { RunRecord } from '../harness/contract/run-directory.ts';
import type { GateResult, RunSummary, SuiteSummary } from '../harness/contract/summary.ts';
import { plural } from './format.ts';

/** What the whole run says in one line. */
export interface OverallVerdict {
  tone: 'good' | 'bad' | 'neutral';
  text: string;
}

/** A missed gate with the suite it belongs to. */
export interface SuiteGate {
  suite: SuiteSummary;
  gate: GateResult;
}

/** The line at the top of every report. A broken seal outranks a failed harness, that outranks a missed gate; an empty run is never good. */
export function overallVerdict(record: RunRecord): OverallVerdict {
  const verdict = verdictOfWhole(record);
  const { partial } = record.manifest.execution;
  if (partial === undefined || verdict.text.includes('partial run')) return verdict;
  return { ...verdict, text: `${verdict.text} (partial run: ${partial.samples} of ${partial.of} samples)` };
}

function verdictOfWhole({ manifest: { ending }, summary }: RunRecord): OverallVerdict {
  const gates = allGates(summary.suites);
  const missed = gates.filter(({ gate }) => !gate.ok).length;
  if (ending.exitCode === 4) return { tone: 'bad', text: 'The seal was broken or could not be proven' };
  if (/^\[HERMES_RUN_(STOPPED|DISK|MATERIAL_CHANGED)\]/.test(ending.reason))
    return { tone: 'bad', text: ending.reason };
  if (ending.exitCode === 130) return { tone: 'bad', text: 'Interrupted: what follows is what had finished' };
  if (summary.suites.every((suite) => suite.samples === 0))
    return { tone: 'bad', text: 'Empty run: nothing was measured' };
  if (missed > 0) return { tone: 'bad', text: `${missed} of ${plural(gates.length, 'gate')} missed` };
  if (ending.exitCode !== 0) return { tone: 'bad', text: `The harness failed: ${ending.reason}` };
  if (gates.length === 0) return { tone: 'neutral', text: 'No gates were declared' };
  return { tone: 'good', text: gates.length === 1 ? 'The gate is met' : `All ${gates.length} gates are met` };
}

/** Every gate of every suite. */
export function allGates(suites: readonly SuiteSummary[]): SuiteGate[] {
  return suites.flatMap((suite) => suite.gates.map((gate) => ({ suite, gate })));
}

/** `coder`, or `coder (arm PM)` when the run had several arms. */
export function suiteLabel(
  suite: Pick<SuiteSummary, 'name' | 'arm'>,
  suites: readonly SuiteSummary[],
): string {
  return new Set(suites.map((each) => each.arm)).size > 1 ? `${suite.name} (arm ${suite.arm})` : suite.name;
}

/**
 * Suites of the first screen. Arms whose outcomes are all equal repeat each other's scores, so one arm of each suite stands for all (the last of A, C, PM);
 * where any outcome differs, every arm is shown.
 */
export function headlineSuites({ suites, arms = [] }: RunSummary): SuiteSummary[] {
  if (arms.length === 0 || arms.some((pair) => pair.differentOutcomes.length > 0)) return [...suites];
  const order: readonly string[] = ['A', 'C', 'PM'];
  return [...Map.groupBy(suites, (suite) => suite.name).values()].map((own) =>
    own.reduce((best, suite) => (order.indexOf(suite.arm) > order.indexOf(best.arm) ? suite : best)),
  );
}
