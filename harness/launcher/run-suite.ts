import type { Arm, SampleKey, SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { SuiteSummary } from '../contract/summary.ts';
import type { HostClient } from './host-client.ts';

/** What a launcher asks for: `hermes run` and Vitest both call this, and only this. */
export interface SuiteRun {
  host: HostClient;
  suite: Suite;
  arms: Arm[];
  signal?: AbortSignal | undefined;
  /** Called as each sample is safe on disk. */
  onSample?: ((record: SampleRecord) => void) | undefined;
  /** Called once, with the ids of tasks that are left out because their own reference fails, or without one the hidden test cannot run. */
  onExcluded?: ((taskIds: Set<string>) => void) | undefined;
}

/**
 * Runs every sample of a suite in every arm and gives its numbers. Rejects with the host's HermesError; samples finished by then are in the
 * journal.
 */
export async function runSuite({
  host,
  suite,
  arms,
  signal,
  onSample,
  onExcluded,
}: SuiteRun): Promise<SuiteSummary[]> {
  const excluded = await host.openSuite(suite, { signal });
  onExcluded?.(excluded);
  await Promise.all(
    sampleKeys(suite, arms)
      .filter((key) => !excluded.has(key.task))
      .map(async (key) => {
        const record = await host.runSample(key, { signal });
        onSample?.(record);
      }),
  );
  return host.summarizeSuite(suite.name);
}

/** The samples of a suite: arm by arm, task by task, attempt by attempt. */
export function sampleKeys(suite: Suite, arms: Arm[]): SampleKey[] {
  return arms.flatMap((arm) =>
    suite.tasks.flatMap((task) =>
      Array.from({ length: suite.samples }, (_, sample) => ({
        suite: suite.name,
        arm,
        task: task.task_id,
        sample,
      })),
    ),
  );
}
