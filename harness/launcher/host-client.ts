import type { z } from 'zod';
import type { SampleKey, SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { SuiteSummary } from '../contract/summary.ts';
import { HermesError } from '../contract/errors.ts';
import { HostFacts } from '../contract/host-facts.ts';
import { OpenSuiteResult, RunSampleResult, SummarizeSuiteResult } from '../host/host-protocol.ts';
import { connectRpc } from '../wire/line-rpc.ts';

/** The run host as a launcher sees it. Every call rejects with HERMES_RUN_HOST_LOST when the host ends before it answers. */
export interface HostClient extends AsyncDisposable {
  /**
   * Hands over a suite and gives the ids of tasks of a published set that are left out because their own reference fails. Throws
   * HERMES_RUN_REFERENCE_FAILS when a task of our own does.
   */
  openSuite(suite: Suite, options?: { signal?: AbortSignal | undefined }): Promise<Set<string>>;
  /** Runs one sample; resolves when it is in the journal on disk. */
  runSample(key: SampleKey, options?: { signal?: AbortSignal | undefined }): Promise<SampleRecord>;
  /** Numbers of a suite so far, one entry an arm. */
  summarizeSuite(name: string): Promise<SuiteSummary[]>;
  /** Writes the run's deterministic files and tells what was used. */
  finish(): Promise<HostFacts>;
}

/** Connects to a run host's socket. */
export async function connectHost(socketPath: string): Promise<HostClient> {
  const rpc = await connectRpc(socketPath);
  const call = async <T>(
    { method, params, signal }: { method: string; params: unknown; signal?: AbortSignal | undefined },
    answer: z.ZodType<T>,
  ) => answer.parse(await rpc.call(method, params, signal === undefined ? {} : { signal }));
  return {
    async openSuite(suite, { signal } = {}) {
      const { failingReferences, excluded } = await call(
        { method: 'open-suite', params: { suite }, signal },
        OpenSuiteResult,
      );
      if (failingReferences.length > 0) throw referenceFails(suite, failingReferences);
      return new Set(excluded.map(({ taskId }) => taskId));
    },
    async runSample({ suite, arm, task: taskId, sample }, { signal } = {}) {
      const params = { suite, arm, taskId, sample };
      return (await call({ method: 'run-sample', params, signal }, RunSampleResult)).record;
    },
    summarizeSuite: (suite) => call({ method: 'summarize-suite', params: { suite } }, SummarizeSuiteResult),
    finish: () => call({ method: 'finish', params: null }, HostFacts),
    [Symbol.asyncDispose]: () => rpc[Symbol.asyncDispose](),
  };
}

function referenceFails(suite: Suite, failing: { taskId: string; reason: string }[]): HermesError {
  const shown = failing.slice(0, 5).map(({ taskId, reason }) => `${taskId} (${reason})`);
  const more = failing.length > shown.length ? ` and ${failing.length - shown.length} more` : '';
  return new HermesError('HERMES_RUN_REFERENCE_FAILS', {
    message: `suite '${suite.name}', ${suite.origin.name}: the reference fails its own hidden tests in ${shown.join(', ')}${more}.`,
    fix: `correct the reference or the tests: hermes tasks check ${suite.origin.name}.`,
  });
}
