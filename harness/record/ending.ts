import type { ChangedMaterial } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { RunSummary } from '../contract/summary.ts';
import { ExitCode, HermesError } from '../contract/errors.ts';
import { materialsChanged } from './materials.ts';
import type { PartialRun } from './part-of-run.ts';

/** Exit code of a run and the sentence that says why: the terminal's last line. */
export interface Ending {
  exitCode: ExitCode;
  reason: string;
}

/** Decides by the worst thing that happened: seal, materials, harness, arms, gates. */
export function decideEnding(run: {
  summary: RunSummary;
  records: SampleRecord[];
  breach: string | null;
  /** Samples whose outcome differs between arms. */
  armDifferences: string[];
  /** Materials that are not what they were when it started. */
  changed?: ChangedMaterial[] | undefined;
  partial?: PartialRun | undefined;
  /** Why it ended before its last sample; only a broken seal and a changed material are worse. */
  stopped?: Ending | undefined;
  /** Samples that were to be run and of which nothing is known. */
  lost?: number | undefined;
}): Ending {
  const { exitCode, reason } = endingOfWhole(run);
  if (run.partial === undefined || (run.records.length === 0 && run.stopped === undefined)) {
    return { exitCode, reason };
  }
  const { samples, of, gates, ofGates } = run.partial;
  return {
    exitCode,
    reason: `${reason}; partial run: ${samples} of ${of} samples, ${gates} of ${ofGates} gates`,
  };
}

function endingOfWhole(run: {
  summary: RunSummary;
  records: SampleRecord[];
  breach: string | null;
  armDifferences: string[];
  /** Materials that are not what they were when it started. */
  changed?: ChangedMaterial[] | undefined;
  stopped?: Ending | undefined;
  lost?: number | undefined;
}): Ending {
  if (run.breach !== null) return { exitCode: ExitCode.seal, reason: `the seal was broken: ${run.breach}` };
  if (run.changed !== undefined && run.changed.length > 0) {
    return { exitCode: ExitCode.harness, reason: materialsChanged(run.changed).message };
  }
  if (run.stopped !== undefined) return run.stopped;
  if (run.records.length === 0)
    return { exitCode: ExitCode.usage, reason: 'no sample ran: an empty run fails' };
  const faults = run.records.filter((record) => record.outcome === 'harness');
  const [fault] = faults;
  if (fault !== undefined) {
    const { suite, task, errorCode, cause } = fault;
    const reason = `the harness failed on ${faults.length} of ${run.records.length} samples; first: ${suite} ${task}: ${errorCode}: ${cause}`;
    return { exitCode: ExitCode.harness, reason };
  }
  if (run.lost !== undefined && run.lost > 0) {
    const reason = `${run.lost} samples were lost: the process that asked for them ended`;
    return { exitCode: ExitCode.harness, reason };
  }
  if (run.armDifferences.length > 0) {
    const { message } = new HermesError('HERMES_RUN_ARMS_DIFFER', {
      message: `outcomes differ between arms in ${run.armDifferences.length} samples; first: ${run.armDifferences[0]}.`,
      fix: 'compare the transcripts of that sample: prompts and seeds are equal, so one arm changed what an agent read.',
    });
    return { exitCode: ExitCode.harness, reason: message };
  }
  return gateEnding(run.summary);
}

function gateEnding(summary: RunSummary): Ending {
  const gates = summary.suites.flatMap(({ name, gates: own }) => own.map((gate) => ({ name, gate })));
  const [first, ...others] = gates.filter(({ gate }) => !gate.ok);
  if (first === undefined) {
    return {
      exitCode: ExitCode.ok,
      reason: gates.length === 0 ? 'done, no gate checked' : `all ${gates.length} gates met`,
    };
  }
  const { metric, value, threshold, direction, coverage, leastCoverage } = first.gate;
  const covered =
    coverage < leastCoverage
      ? ` over ${share(coverage)} of the samples, at least ${share(leastCoverage)} needed`
      : '';
  const wanted = `${direction === 'atLeast' ? '≥' : '≤'} ${threshold}${covered}`;
  return {
    exitCode: ExitCode.gateMissed,
    reason: `${others.length + 1} of ${gates.length} gates missed; first: ${first.name}: ${metric} is ${String(value)}, wanted ${wanted}`,
  };
}

function share(of: number): string {
  return `${(of * 100).toFixed(1)} %`;
}

/** Samples whose outcome is not the same in every arm, as `suite task#sample: PM passed, C failed`. */
export function armDifferences(records: SampleRecord[]): string[] {
  const groups = Map.groupBy(records, ({ suite, task, sample }) => `${suite} ${task}#${sample}`);
  return [...groups].flatMap(([name, group]) => {
    if (group.some((record) => record.outcome === 'oversized' || record.outcome === 'harness')) return [];
    const outcomes = new Set(group.map((record) => record.outcome));
    return outcomes.size > 1
      ? [`${name}: ${group.map(({ arm, outcome }) => `${arm} ${outcome}`).join(', ')}`]
      : [];
  });
}
