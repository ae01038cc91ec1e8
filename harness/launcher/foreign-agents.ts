import { relayLoopback } from '../../sandbox/network/index.ts';
import { grpcTarget, socketPathOf } from '../acts/address.ts';
import type { HermesConfig } from '../contract/config.ts';
import { ownRolesAsked, rolesAsked } from '../contract/suite.ts';
import type { HostInit } from '../host/host-protocol.ts';

/** Somebody else's agents, and how the sealed run host reaches them. */
export interface ForeignAgents {
  /** Whose the asked roles are, and how the run host reaches those that are not ours. */
  roles: Pick<HostInit, 'ownRoles' | 'foreignAgents'>;
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
  suites: Parameters<typeof rolesAsked>[0];
  privateDir: string;
  stack: AsyncDisposableStack;
}): Promise<ForeignAgents> {
  const { config, suites, privateDir, stack } = options;
  const foreignAgents: HostInit['foreignAgents'] = {};
  const roles = { ownRoles: ownRolesAsked(suites, config.agents), foreignAgents };
  const opened: ForeignAgents = { roles, socketPrefixes: [], relayedPorts: [] };
  const socketPaths = new Map<string, string>();
  for (const role of rolesAsked(suites)) {
    const agent = config.agents[role];
    if (agent === undefined) continue;
    const target = grpcTarget(agent.a2a, { allowRemote: !config.hermetic });
    const path = socketPathOf(target);
    if (path !== null) opened.socketPrefixes.push(path);
    foreignAgents[role] = {
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
