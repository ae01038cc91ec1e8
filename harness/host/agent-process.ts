import { join } from 'node:path';
import { childEnd, spawnNode } from '../../sandbox/launch/index.ts';
import type { AgentInit } from '../agents/agent-init.ts';
import { HermesError } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import { childLaunch } from './child-launch.ts';
import { type HostInit, privateNames } from './host-protocol.ts';
import type { Role } from '../contract/chat.ts';

const stopMs = 2_000;

/** Room for anchors of one run, in bytes. */
export const anchorCapacityBytes = 1 << 30;

/** A role of ours in a process of its own. */
export interface AgentProcess extends AsyncDisposable {
  address: string;
  /** Starts the process again when it is gone; resolves when it listens. */
  ensure(): Promise<void>;
}

/** Starts the agent process of a role and resolves when it listens on its socket in the run's private directory. */
export async function startAgentProcess(init: HostInit, role: Role): Promise<AgentProcess> {
  const address = `unix:${join(init.privateDir, `agent-${role}.sock`)}`;
  let running = await spawnAgent(init, role, address);
  let restarting: ReturnType<typeof spawnAgent> | undefined;
  return {
    address,
    async ensure() {
      if (!running.gone()) return;
      // Several acts may find the agent gone at once: one of them starts it, all wait.
      restarting ??= spawnAgent(init, role, address).finally(() => {
        restarting = undefined;
      });
      running = await restarting;
    },
    async [Symbol.asyncDispose]() {
      await restarting?.catch(() => undefined);
      await running.stop();
    },
  };
}

async function spawnAgent(init: HostInit, role: Role, listen: string) {
  const agentInit: AgentInit = {
    role,
    listen,
    chatSocket: join(init.privateDir, privateNames.chatSocket),
    anchorsPath: join(init.privateDir, privateNames.anchors),
    anchorCapacityBytes,
    profile: init.model.profile,
    grammar: init.model.grammar,
  };
  const child = spawnNode(childLaunch(init, 'agent'), {
    path: entryPath('agent'),
    args: [JSON.stringify(agentInit)],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = childEnd(child);
  const ready = new Promise<'ready'>((resolve) => child.once('message', () => resolve('ready')));
  const first = await Promise.race([ready, ended]);
  if (first !== 'ready') throw agentStartError(role, first.stderr);
  return {
    gone: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function agentStartError(role: Role, stderr: string): HermesError {
  return new HermesError('HERMES_RUN_AGENT_START', {
    message: `the ${role}'s process ended before it listened: ${stderr.trim()}`,
    fix: 'run `hermes doctor`; it names what is missing on this machine.',
  });
}
