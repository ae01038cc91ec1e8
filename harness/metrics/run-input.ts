import { Arm, type SampleKey, type SampleObservation, type SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { SuiteInput } from './suite-input.ts';
import type { RunInput } from './summarize-run.ts';

/** Puts a run's samples into the inputs of its numbers: each suite in each arm in which it has samples, suites and arms by name. */
export function runInput(run: {
  suites: readonly (Pick<Suite, 'name' | 'pipeline' | 'samples' | 'gates'> & {
    given?: { ks: number[] } | undefined;
  })[];
  records: readonly SampleRecord[];
  observations: readonly SampleObservation[];
  resources?: SuiteInput['resources'] | undefined;
}): RunInput {
  const records = Map.groupBy(run.records, (record) => `${record.suite} ${record.arm}`);
  const observations = Map.groupBy(run.observations, (seen) => `${seen.suite} ${seen.arm}`);
  const suites = run.suites
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, pipeline, samples, gates, given }) =>
      Arm.options.flatMap((arm) => {
        const own = records.get(`${name} ${arm}`);
        if (own === undefined) return [];
        return {
          name,
          arm,
          pipeline,
          records: own.toSorted(byTaskAndSample),
          // A sum of fractions depends on its order: both in the record's, never in that of finishing.
          observations: (observations.get(`${name} ${arm}`) ?? []).toSorted(byTaskAndSample),
          gates,
          ks: [...new Set([1, ...(given?.ks ?? [samples])])],
          resources: run.resources,
        };
      }),
    );
  return { suites, wallMs: workingMs(run.observations) };
}

// A list of differing outcomes must not show in which order samples finished.
function byTaskAndSample(a: SampleKey, b: SampleKey): number {
  return a.task === b.task ? a.sample - b.sample : a.task < b.task ? -1 : 1;
}

/** From the first sample's start to the last one's end. */
function workingMs(observations: readonly SampleObservation[]): number {
  let [start, end] = [Infinity, -Infinity];
  for (const { startedMs, wallMs } of observations) {
    start = Math.min(start, startedMs);
    end = Math.max(end, startedMs + wallMs);
  }
  return observations.length === 0 ? 0 : end - start;
}
