import type { ChildEnd, Launch } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import { hostChild, type HostInit } from '../host/host-protocol.ts';
import { startChild, type StartFailure } from '../wire/child.ts';

/** Loading a large model is most of it; its own deadline is shorter. */
const startMs = 600_000;
const stopMs = 10_000;

/** A running run host. Disposing asks it to end, and kills it when it does not. */
export interface HostProcess extends AsyncDisposable {
  pid: number;
  /** Resolves with the last of its stderr when the process has ended. */
  ended: Promise<ChildEnd>;
}

/**
 * Starts the run host and resolves when it serves its socket to whoever knows the secret. Throws the host's own error, or
 * HERMES_RUN_HOST_START; when the signal aborts, ends the host and throws its reason.
 */
export async function startHost(
  given: { init: HostInit; secret: string },
  launch: Launch,
  signal?: AbortSignal,
): Promise<HostProcess> {
  const child = startChild(launch, {
    contract: hostChild,
    entry: entryPath('run-host'),
    init: given,
    cwd: given.init.projectRoot,
    startMs,
    stopMs,
    startError: hostStartError,
  });
  const stop = () => void child.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await child.first;
    signal?.throwIfAborted();
  } catch (error) {
    await child.stop();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return {
    pid: child.pid,
    ended: child.ended,
    async [Symbol.asyncDispose]() {
      await child.stop();
    },
  };
}

function hostStartError({ why, end: { exitCode, signal, stderr } }: StartFailure): HermesError {
  if (exitCode === 4) {
    return new HermesError('HERMES_SEAL_BROKEN', {
      message: `the run host could not prove its seal: ${stderr.trim()}`,
      fix: 'see `hermes doctor` and docs/hermeticity.md.',
    });
  }
  const how = why === 'late' ? `was not ready after ${startMs / 1_000} s` : 'ended before it was ready';
  return new HermesError('HERMES_RUN_HOST_START', {
    message: `the run host ${how} (exit code ${exitCode}, signal ${signal}): ${stderr.trim()}`,
    fix: 'run `hermes doctor`; it names what is missing on this machine.',
  });
}
