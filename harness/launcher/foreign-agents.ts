import { relayLoopback } from '../../sandbox/network/index.ts';
import { grpcTarget, socketPathOf } from '../acts/address.ts';
import type { Role } from '../contract/chat.ts';
import type { HermesConfig } from '../contract/config.ts';
import { HermesError } from '../contract/errors.ts';
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
  /** Where headers and tokens are taken from. */
  env: Record<string, string | undefined>;
  privateDir: string;
  stack: AsyncDisposableStack;
}): Promise<ForeignAgents> {
  const { config, suites, env, privateDir, stack } = options;
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
      headers: headersOf(agent, { role, env }),
      deadlineMs: agent.deadlineMs ?? config.deadlines.agentMs,
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

/** The headers of a role's agent with their values. Throws HERMES_CONFIG_INVALID for a variable that is not set, or holds what no header can. */
function headersOf(
  { headers = {}, token }: NonNullable<HermesConfig['agents'][Role]>,
  { role, env }: { role: Role; env: Record<string, string | undefined> },
): Record<string, string> {
  const valueOf = (variable: string): string => {
    const value = env[variable];
    if (value !== undefined && /^[\x20-\x7e]{1,8192}$/.test(value)) return value;
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `the ${role}'s agent needs the variable ${variable}, which ${value === undefined ? 'is not set' : 'holds what no header can'}.`,
      value: variable,
      fix: `set ${variable} to one line of ASCII, or take it out of agents.${role}.`,
    });
  };
  const said = Object.entries(headers).map(([name, variable]) => [name, valueOf(variable)]);
  const bearer = token === undefined ? [] : [['authorization', `Bearer ${valueOf(token)}`]];
  return Object.fromEntries([...said, ...bearer]) as Record<string, string>;
}
