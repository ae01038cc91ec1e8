import { relayLoopback } from '../../sandbox/network/index.ts';
import { grpcTarget, socketPathOf } from '../acts/address.ts';
import type { Role } from '../contract/chat.ts';
import type { HermesConfig } from '../contract/config.ts';
import type { ForeignAgent } from '../host/host-protocol.ts';

/** Somebody else's agents, and how the sealed run host reaches them. */
export interface ForeignAgents {
  /** Each role that is not ours, as the run host reaches it. */
  agents: Partial<Record<Role, ForeignAgent>>;
  /** Unix sockets that the run host may use beside the run's own: exactly these. */
  socketPrefixes: string[];
  /** Loopback ports that the launcher relays. */
  relayedPorts: number[];
}

/**
 * Makes the agents of the config reachable from inside the seal: a loopback port through a relay of the launcher, a unix socket by its path.
 * Throws HERMES_ACTS_ADDRESS for an address that is not on this machine while the run is hermetic.
 */
export async function openForeignAgents(options: {
  config: HermesConfig;
  /** Roles that are asked. */
  roles: readonly Role[];
  privateDir: string;
  stack: AsyncDisposableStack;
}): Promise<ForeignAgents> {
  const { config, roles, privateDir, stack } = options;
  const opened: ForeignAgents = { agents: {}, socketPrefixes: [], relayedPorts: [] };
  const socketPaths = new Map<string, string>();
  for (const role of roles) {
    const agent = config.agents[role];
    if (agent === undefined) continue;
    const target = grpcTarget(agent.a2a, { allowRemote: !config.hermetic });
    const path = socketPathOf(target);
    if (path !== null) opened.socketPrefixes.push(path);
    opened.agents[role] = {
      address: path === null && config.hermetic ? await relayed(target) : target,
      deadlineMs: config.deadlines.agentMs,
    };
  }
  return opened;

  /** One relay an address, however many roles the agent behind it takes. */
  async function relayed(target: string): Promise<string> {
    const port = Number(target.slice(target.lastIndexOf(':') + 1));
    const known = socketPaths.get(target);
    if (known !== undefined) return `unix:${known}`;
    const host = target.startsWith('[::1]') ? '::1' : '127.0.0.1';
    const { socketPath } = stack.use(await relayLoopback(port, privateDir, host));
    socketPaths.set(target, socketPath);
    if (!opened.relayedPorts.includes(port)) opened.relayedPorts.push(port);
    return `unix:${socketPath}`;
  }
}
