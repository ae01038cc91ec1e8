import type { CoderAnswer } from '../contract/agent-messages.ts';
import type { SampleKey, SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { SuiteSummary } from '../contract/summary.ts';
import { HermesError } from '../contract/errors.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import { hostCalls, hostLimitBytes } from '../host/host-protocol.ts';
import { connectSocket } from '../wire/connect.ts';

/** The run host as a launcher sees it. Every call rejects with HERMES_RUN_HOST_LOST when the host ends before it answers. */
export interface HostClient extends AsyncDisposable {
  /**
   * Hands over a suite and gives the ids of tasks of a published set that are left out because their own reference fails. Throws
   * HERMES_RUN_REFERENCE_FAILS when a task of our own does.
   */
  openSuite(suite: Suite, options?: { signal?: AbortSignal | undefined }): Promise<Set<string>>;
  /** Runs one sample; resolves when it is in the journal on disk. `given` is the coder's answer, in a suite whose answers are given. */
  runSample(
    order: SampleKey & { given?: CoderAnswer | undefined },
    options?: { signal?: AbortSignal | undefined },
  ): Promise<SampleRecord>;
  /** Numbers of a suite so far, one entry an arm. */
  summarizeSuite(name: string): Promise<SuiteSummary[]>;
  /** Writes the run's deterministic files and tells what was used. */
  finish(): Promise<HostFacts>;
}

/** Where a run host's control socket is, and what must be said there first. Never written to a file, an argument or a variable. */
export interface HostAddress {
  socketPath: string;
  secret: string;
}

/** Connects to a run host's socket. */
export async function connectHost({ socketPath, secret }: HostAddress): Promise<HostClient> {
  const host = await connectSocket({
    path: socketPath,
    secret,
    calls: hostCalls,
    limitBytes: hostLimitBytes,
    lost: hostLost,
  });
  return {
    async openSuite(suite, options) {
      const { failingReferences, excluded } = await host.call('openSuite', suite, options);
      if (failingReferences.length > 0) throw referenceFails(suite, failingReferences);
      return new Set(excluded.map(({ taskId }) => taskId));
    },
    runSample: (order, options) => host.call('runSample', order, options),
    summarizeSuite: (suite) => host.call('summarizeSuite', suite),
    finish: () => host.call('finish', null),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

function hostLost(): HermesError {
  return new HermesError('HERMES_RUN_HOST_LOST', {
    message: 'the run host ended before it answered.',
    fix: 'see its last lines above; finished samples are kept in journal.jsonl.',
  });
}

function referenceFails(suite: Suite, failing: { taskId: string; reason: string }[]): HermesError {
  const shown = failing.slice(0, 5).map(({ taskId, reason }) => `${taskId} (${reason})`);
  const more = failing.length > shown.length ? ` and ${failing.length - shown.length} more` : '';
  return new HermesError('HERMES_RUN_REFERENCE_FAILS', {
    message: `suite '${suite.name}', ${suite.origin.name}: the reference fails its own hidden tests in ${shown.join(', ')}${more}.`,
    fix: `correct the reference or the tests: hermes tasks check ${suite.origin.name}.`,
  });
}
