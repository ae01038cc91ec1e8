import type { Arm, SampleObservation, SampleRecord } from '../contract/run-record.ts';
import type { Gate, PipelineKind } from '../contract/suite.ts';

/** Everything the numbers of one suite in one arm are made of. */
export interface SuiteInput {
  name: string;
  arm: Arm;
  pipeline: PipelineKind;
  records: readonly SampleRecord[];
  /** Matched to records by task and sample; a sample without observation has no times, bytes or memory. */
  observations: readonly SampleObservation[];
  gates: readonly Gate[];
  /** Every k of `pass_at_<k>`; 1 is always added. */
  ks: readonly number[];
  /** Pairs left out where arms are compared, as `pairKey` writes them (oversized in one of them). */
  leftOut?: ReadonlySet<string> | undefined;
  /** What the run host measured of the agents' and models' processes, null where the platform does not tell. */
  resources?: { processMemoryMiB: number | null; deviceUtilization: number | null } | undefined;
}

/** One sample that counts, with what was observed of it. */
export interface MeasuredSample {
  record: SampleRecord;
  observation: SampleObservation | undefined;
}

/** The samples of one task that count: the unit of analysis. */
export interface TaskSamples {
  task: string;
  /** Without harness faults; may be empty. */
  samples: MeasuredSample[];
  /** How many samples were lost to harness faults. */
  harnessFaults: number;
}

/** Names a sample across arms. */
export function pairKey(key: { task: string; sample: number }): string {
  return `${key.sample}:${key.task}`;
}

/**
 * Samples of a suite by task, in the order of task ids and attempts, in whatever order they finished: sums of floating-point numbers depend on
 * it. Harness faults are only counted.
 */
export function tasksOf(input: SuiteInput): TaskSamples[] {
  const observations = new Map(input.observations.map((seen) => [pairKey(seen), seen]));
  const tasks = new Map<string, TaskSamples>();
  for (const record of input.records.toSorted((a, b) => a.sample - b.sample)) {
    const task = tasks.get(record.task) ?? { task: record.task, samples: [], harnessFaults: 0 };
    tasks.set(record.task, task);
    if (record.outcome === 'harness') task.harnessFaults += 1;
    else task.samples.push({ record, observation: observations.get(pairKey(record)) });
  }
  return [...tasks.values()].sort((a, b) => (a.task < b.task ? -1 : a.task > b.task ? 1 : 0));
}
