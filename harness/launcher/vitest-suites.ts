import type * as Vitest from 'vitest';
import { currentSeal, installSeal } from '../../sandbox/network/index.ts';
import { oneLine } from '../contract/inert.ts';
import type { Arm, SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { SuiteSummary } from '../contract/summary.ts';
import { connectHost, type HostAddress } from './host-client.ts';
import { runSuite } from './run-suite.ts';
import { awaitLetter } from './vitest-mailbox.ts';
import { gateTitle, inSuiteFile, selectedPart } from './vitest-module.ts';

/** What a suite needs of Vitest; handed over, so that it is the Vitest that runs the tests whichever copies are installed. */
export type VitestApi = Pick<typeof Vitest, 'afterAll' | 'beforeAll' | 'expect' | 'inject'>;

type Test = (context: Vitest.TestContext) => Promise<void>;

/** Bodies of a suite's tests. */
export interface SuiteTests {
  /** A failing agent is a result, not a failing test; a fault of the harness is a failing test. */
  task(taskId: string): Test;
  /** A missed gate is a failing test. */
  gate(index: number): Test;
}

/** What the selected tests of a suite wait for. */
interface Work {
  records: Map<string, PromiseWithResolvers<SampleRecord[]>>;
  summaries: PromiseWithResolvers<SuiteSummary[]>;
  controller: AbortController;
}

/**
 * Registers the hooks that run a suite and gives the bodies of its tests. The selected tasks run through the same run host as under `hermes run`; a selected
 * gate speaks of the whole suite and runs all of it; without one no gate is checked.
 */
export function suiteTests({ beforeAll, afterAll, expect, inject }: VitestApi, suite: Suite): SuiteTests {
  const work: Work = {
    records: new Map(suite.tasks.map((task) => [task.task_id, Promise.withResolvers<SampleRecord[]>()])),
    summaries: Promise.withResolvers<SuiteSummary[]>(),
    controller: new AbortController(),
  };
  let background: Promise<void> | undefined;
  /** Selected tests that Vitest has not begun. */
  let waiting = new Set<string>();
  // A rejection is told by the tests that wait for it; before they do it must not count as unhandled.
  for (const { promise } of [...work.records.values(), work.summaries]) promise.catch(() => undefined);

  // oxlint-disable-next-line no-empty-pattern -- Vitest insists on a destructured first parameter.
  beforeAll(async ({}, { tasks }) => {
    waiting = new Set(tasks.filter((item) => item.mode === 'run').map((item) => item.name));
    const letter = await awaitLetter(inject('hermes'));
    if ('message' in letter) throw new Error(letter.message);
    // Suites share this process, which is sealed once.
    if (letter.policy !== null && currentSeal() === null) await installSeal(letter.policy).runCanaries();
    background = runInBackground(selectedPart(suite, waiting), { ...letter, work });
  });
  afterAll(async () => {
    // Tests that were passed over (`--bail`, Ctrl-C) need their samples no more; what is finished stays recorded.
    if (waiting.size > 0) work.controller.abort(new Error('the suite is over'));
    await background;
  });

  return {
    task: (taskId) =>
      toldInSuiteFile(async ({ task, annotate, skip }) => {
        waiting.delete(task.name);
        const samples = (await work.records.get(taskId)?.promise) ?? [];
        skip(samples.length === 0, 'left out: its own reference fails its hidden tests, or they cannot run');
        Object.assign(task.meta, { hermes: samples });
        await annotate(
          samples
            .map(({ arm, sample, outcome, cause }) => `${arm}#${sample} ${outcome}: ${oneLine(cause)}`)
            .join('\n'),
        );
        const faults = samples.filter((sample) => sample.outcome === 'harness');
        const told = faults.map(({ errorCode, cause }) => `${errorCode}: ${oneLine(cause)}`);
        expect(told, told.join('; ')).toEqual([]);
      }),
    gate: (index) =>
      toldInSuiteFile(async ({ task }) => {
        waiting.delete(task.name);
        const gate = suite.gates[index];
        const results = (await work.summaries.promise).flatMap(({ arm, gates }) =>
          gates.filter((result) => result.metric === gate?.metric).map((result) => ({ arm, ...result })),
        );
        expect(results.length, 'no sample ran').toBeGreaterThan(0);
        const missed = results
          .filter((result) => !result.ok)
          .map(({ arm, value, ...rest }) => `${arm}: ${gateTitle(rest)}, but it is ${value}`);
        expect(missed, missed.join('; ')).toEqual([]);
      }),
  };
}

function toldInSuiteFile(test: Test): Test {
  return async (context) => {
    try {
      await test(context);
    } catch (error) {
      throw inSuiteFile(error, context.task.file.filepath);
    }
  };
}

async function runInBackground(
  suite: Suite,
  { hostAddress, arms, work }: { hostAddress: HostAddress; arms: Arm[]; work: Work },
): Promise<void> {
  const finished = new Map<string, SampleRecord[]>();
  const perTask = suite.samples * arms.length;
  try {
    await using host = await connectHost(hostAddress);
    const summaries = await runSuite({
      host,
      suite,
      arms,
      signal: work.controller.signal,
      onExcluded(taskIds) {
        for (const taskId of taskIds) work.records.get(taskId)?.resolve([]);
      },
      onSample(record) {
        const samples = [...(finished.get(record.task) ?? []), record];
        finished.set(record.task, samples);
        if (samples.length === perTask) work.records.get(record.task)?.resolve(samples);
      },
    });
    work.summaries.resolve(summaries);
  } catch (error) {
    work.summaries.reject(error);
    for (const record of work.records.values()) record.reject(error);
  }
}
