import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnd, type ChildEnd, type Launch, spawnNode } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { errorOf } from '../contract/fault.ts';
import { entryPath } from '../contract/package-files.ts';
import { type HostInit, privateNames } from '../host/host-protocol.ts';
import { HostMessage } from '../host/serve-run-host.ts';

const stopMs = 10_000;

/** A running run host. Disposing asks it to end, and kills it when it does not. */
export interface HostProcess extends AsyncDisposable {
  pid: number;
  /** Resolves with the last of its stderr when the process has ended. */
  ended: Promise<ChildEnd>;
}

/** Starts the run host and resolves when it serves its socket. Throws the host's own error, or HERMES_RUN_HOST_START. */
export async function startHost(init: HostInit, launch: Launch): Promise<HostProcess> {
  const initPath = join(init.privateDir, privateNames.init);
  writeFileSync(initPath, JSON.stringify(init), { mode: 0o600 });
  const child = spawnNode(launch, {
    path: entryPath('run-host'),
    args: [initPath],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    cwd: init.projectRoot,
  });
  const ended = childEnd(child);
  const host: HostProcess = {
    pid: child.pid ?? -1,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
  try {
    await firstMessage(child, ended);
    return host;
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
}

async function firstMessage(child: ChildProcess, ended: Promise<ChildEnd>): Promise<void> {
  const message = await Promise.race([
    new Promise<HostMessage>((resolve) => {
      child.once('message', (value) => resolve(HostMessage.parse(value)));
    }),
    ended,
  ]);
  if ('stderr' in message) throw hostStartError(message);
  if (message.type === 'failed') throw errorOf(message.fault);
}

function hostStartError({ exitCode, signal, stderr }: ChildEnd): HermesError {
  if (exitCode === 4) {
    return new HermesError('HERMES_SEAL_BROKEN', {
      message: `the run host could not prove its seal: ${stderr.trim()}`,
      fix: 'see `hermes doctor` and docs/hermeticity.md.',
    });
  }
  return new HermesError('HERMES_RUN_HOST_START', {
    message: `the run host ended before it was ready (exit code ${exitCode}, signal ${signal}): ${stderr.trim()}`,
    fix: 'run `hermes doctor`; it names what is missing on this machine.',
  });
}
