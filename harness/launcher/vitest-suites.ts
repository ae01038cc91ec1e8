import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SealPolicyInput } from '../../sandbox/network/index.ts';
import type { Arm, SampleRecord } from '../contract/run-record.ts';
import type { Gate, Suite } from '../contract/suite.ts';
import type { SuiteSummary } from '../contract/summary.ts';
import { connectHost, type HostAddress } from './host-client.ts';
import { runSuite } from './run-suite.ts';
import { type Selection, selectSuites } from './select-suites.ts';

/** What the global set-up hands to the process of a suite file. */
export interface SuiteContext {
  /** Vitest hands it to its workers over its own channel: nothing of it is on disk or in an environment. */
  hostAddress: HostAddress;
  arms: Arm[];
  /** Seal of this process; null when hermetic mode is off. */
  policy: SealPolicyInput | null;
  selection: Selection;
}

const suiteTimeoutMs = 3_600_000;

/**
 * Registers a suite with Vitest: one test per task, one per gate. A failing agent is a result, not a failing test; a fault of the harness and a
 * missed gate are failing tests.
 */
export function registerSuite(declared: Suite, context: SuiteContext): void {
  const { suites: names } = context.selection;
  const left = names === undefined ? declared.onDemand : !names.includes(declared.name);
  const { suites: _, ...rest } = context.selection;
  const [suite = declared] = selectSuites([{ ...declared, onDemand: false }], rest);
  const records = new Map(suite.tasks.map((task) => [task.task_id, Promise.withResolvers<SampleRecord[]>()]));
  const summaries = Promise.withResolvers<SuiteSummary[]>();
  const controller = new AbortController();
  // A rejection is told by the tests that wait for it; before they do it must not count as unhandled.
  for (const { promise } of [...records.values(), summaries]) promise.catch(() => undefined);

  describe.skipIf(left)(suite.name, { timeout: suiteTimeoutMs }, () => {
    // oxlint-disable-next-line no-empty-pattern -- Vitest insists on a destructured first parameter.
    beforeAll(({}, { tasks }) => {
      const running = new Set(tasks.filter((item) => item.mode === 'run').map((item) => item.name));
      const selected = { ...suite, tasks: suite.tasks.filter((task) => running.has(task.task_id)) };
      void runInBackground(selected, { context, records, summaries, signal: controller.signal });
    });
    afterAll(() => controller.abort(new Error('the suite is over')));

    test.for(suite.tasks.map((task) => task.task_id))('%s', async (taskId, { task, annotate, skip }) => {
      const samples = (await records.get(taskId)?.promise) ?? [];
      skip(samples.length === 0, 'left out: its own reference fails its hidden tests');
      Object.assign(task.meta, { hermes: samples });
      await annotate(
        samples.map(({ arm, sample, outcome, cause }) => `${arm}#${sample} ${outcome}: ${cause}`).join('\n'),
      );
      const faults = samples.filter((sample) => sample.outcome === 'harness');
      expect(faults.map(({ errorCode, cause }) => `${errorCode}: ${cause}`)).toEqual([]);
    });
    test.for(suite.gates.map((gate) => [gateTitle(gate), gate] as const))(
      'gate: %s',
      async ([title, gate]) => {
        const results = (await summaries.promise).flatMap(({ arm, gates }) =>
          gates.filter((result) => result.metric === gate.metric).map((result) => ({ arm, ...result })),
        );
        expect(results.length, 'no sample ran').toBeGreaterThan(0);
        const missed = results
          .filter((result) => !result.ok)
          .map(({ arm, value }) => `${arm}: ${title}, but it is ${value}`);
        expect(missed).toEqual([]);
      },
    );
  });
}

async function runInBackground(
  suite: Suite,
  run: {
    context: SuiteContext;
    records: Map<string, PromiseWithResolvers<SampleRecord[]>>;
    summaries: PromiseWithResolvers<SuiteSummary[]>;
    signal: AbortSignal;
  },
): Promise<void> {
  const finished = Map.groupBy<string, SampleRecord>([], (record) => record.task);
  const perTask = suite.samples * run.context.arms.length;
  try {
    await using host = await connectHost(run.context.hostAddress);
    const summaries = await runSuite({
      host,
      suite,
      arms: run.context.arms,
      signal: run.signal,
      onExcluded(taskIds) {
        for (const taskId of taskIds) run.records.get(taskId)?.resolve([]);
      },
      onSample(record) {
        const samples = [...(finished.get(record.task) ?? []), record];
        finished.set(record.task, samples);
        if (samples.length === perTask) run.records.get(record.task)?.resolve(samples);
      },
    });
    run.summaries.resolve(summaries);
  } catch (error) {
    run.summaries.reject(error);
    for (const waiting of run.records.values()) waiting.reject(error);
  }
}

function gateTitle({ metric, direction, threshold }: Gate): string {
  return `${metric} ${direction === 'atLeast' ? '≥' : '≤'} ${threshold}`;
}
