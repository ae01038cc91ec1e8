import { dirname } from 'node:path';
import { type LoopbackRelay, relayLoopback } from '../../sandbox/network/index.ts';
import { grpcTarget, socketPathOf } from '../acts/address.ts';
import { Role } from '../contract/chat.ts';
import type { HermesConfig } from '../contract/config.ts';

/** Somebody else's agents, and how the sealed run host reaches them. */
export interface ForeignAgents {
  /** Address of each role that is not ours, as the run host dials it. */
  addresses: Partial<Record<Role, string>>;
  /** Folders whose unix sockets the run host may use beside the run's own. */
  socketPrefixes: string[];
  /** Loopback ports that the launcher relays. */
  relayedPorts: number[];
}

/**
 * Makes the agents of the config reachable from inside the seal: a loopback port through a relay of the launcher, a unix socket by its folder.
 * Throws HERMES_ACTS_ADDRESS for an address that is not on this machine while the run is hermetic.
 */
export async function openForeignAgents(options: {
  config: HermesConfig;
  privateDir: string;
  stack: AsyncDisposableStack;
}): Promise<ForeignAgents> {
  const { config, privateDir, stack } = options;
  const opened: ForeignAgents = { addresses: {}, socketPrefixes: [], relayedPorts: [] };
  for (const role of Role.options) {
    const address = config.agents[role]?.a2a;
    if (address === undefined) continue;
    const target = grpcTarget(address, { allowRemote: !config.hermetic });
    const path = socketPathOf(target);
    if (path !== null) opened.socketPrefixes.push(dirname(path));
    opened.addresses[role] = path === null && config.hermetic ? await relayed(target) : target;
  }
  return opened;

  async function relayed(target: string): Promise<string> {
    const port = Number(target.slice(target.lastIndexOf(':') + 1));
    opened.relayedPorts.push(port);
    const relay: LoopbackRelay = stack.use(await relayLoopback(port, privateDir));
    return `unix:${relay.socketPath}`;
  }
}
