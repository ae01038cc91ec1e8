import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  agentChild,
  type AgentInit,
  agentSockets,
  chatCalls,
  kindsOfAgents,
} from '../agents/agent-protocol.ts';
import { serveAnchors } from '../anchors/mcp-server.ts';
import type { AnchorStore } from '../anchors/store.ts';
import type { ChatDesk, Role } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import { type Child, startChild, type StartFailure } from '../wire/child.ts';
import { newSecret } from '../wire/secret.ts';
import { serveSocket } from '../wire/serve.ts';
import { agentRoot, anchorsPath } from './agent-root.ts';
import { agentLaunch } from './child-launch.ts';
import type { HostInit } from './host-protocol.ts';

const startMs = 60_000;
const stopMs = 2_000;
/** Completions that one agent may wait for at the same time: far more than samples in flight. */
const mostCompletions = 1_000;
/** Room for what one agent puts by MCP, in bytes. */
const putCapacityBytes = 1 << 28;

/** Room for anchors of one run, in bytes. */
export const anchorCapacityBytes = 1 << 30;

/** A role of ours in a process of its own. */
export interface AgentProcess extends AsyncDisposable {
  address: string;
  /** What the run host says to it with every act. */
  secret: string;
  /** Starts the process again when it is gone; resolves when it listens. */
  ensure(): Promise<void>;
}

/**
 * Starts the agent process of a role and resolves when it listens. It has a folder of its own with its own sockets: one on which it answers
 * acts, one on which it gets completions, one on which it reads anchors; each admits its one peer, and it can use no other.
 */
export async function startAgentProcess(agent: {
  init: HostInit;
  role: Role;
  desk: ChatDesk;
  store: AnchorStore;
  logger: Logger;
  /** Throws when code or prompts are not what they were at the start of the run. */
  refuseOtherCode: () => void;
  /** Whether it sees a root of its own; see `agentRootGrant`. */
  hasOwnRoot: boolean;
}): Promise<AgentProcess> {
  const { init, role, hasOwnRoot } = agent;
  await using opening = new AsyncDisposableStack();
  const folder = join(init.privateDir, role);
  mkdirSync(folder, { mode: 0o700 });
  const secret = newSecret();
  await openSockets(opening, { ...agent, folder, secret });
  const agentInit: AgentInit = {
    role,
    folder,
    secret,
    anchorsPath: anchorsPath(init),
    profile: init.model.profile,
    grammar: init.model.grammar,
  };
  const spawn = async () => await spawnAgent(init, agentInit, hasOwnRoot);
  // One may be ended by chance while it starts.
  let running = await spawn().catch(spawn);
  let restarting: Promise<Child<typeof agentChild>> | undefined;
  opening.defer(async () => {
    await restarting?.catch(() => undefined);
    await running.stop();
  });
  const owned = opening.move();
  return {
    address: `unix:${agentSockets(folder).acts}`,
    secret,
    async ensure() {
      if (!running.isGone()) return;
      // Several acts may find the agent gone at once: one of them starts it, all wait.
      agent.refuseOtherCode();
      restarting ??= spawn().finally(() => {
        restarting = undefined;
      });
      running = await restarting;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openSockets(
  opening: AsyncDisposableStack,
  agent: {
    role: Role;
    folder: string;
    secret: string;
    desk: ChatDesk;
    store: AnchorStore;
    logger: Logger;
  },
): Promise<void> {
  const { role, folder, secret, desk, store, logger } = agent;
  const { chat, mcp } = agentSockets(folder);
  const onRefused = (socket: string) => (why: string) =>
    logger.warn({ event: 'connection-refused', socket: `${role}/${socket}`, why });
  opening.use(
    await serveSocket({
      path: chat,
      secret,
      calls: chatCalls,
      maxRunning: mostCompletions,
      onRefused: onRefused('chat.sock'),
      handlers: {
        complete: (order, { signal }) => desk.complete(order, { signal }),
        putAnchor: async ({ kind, base64 }) => store.put(kind, Buffer.from(base64, 'base64')),
      },
    }),
  );
  opening.use(
    await serveAnchors({
      store,
      socketPath: mcp,
      guard: {
        secret,
        mayPut: kindsOfAgents,
        capacityBytes: putCapacityBytes,
        onRefused: onRefused('mcp.sock'),
      },
    }),
  );
}

async function spawnAgent(
  init: HostInit,
  agentInit: AgentInit,
  hasOwnRoot: boolean,
): Promise<Child<typeof agentChild>> {
  const { role, folder } = agentInit;
  const root = hasOwnRoot ? agentRoot(init, folder) : undefined;
  const child = startChild(agentLaunch(init, { role, folder, root }), {
    contract: agentChild,
    entry: entryPath('agent'),
    init: agentInit,
    startMs,
    stopMs,
    startError: (failure) => agentStartError(agentInit.role, failure),
  });
  await child.first;
  return child;
}

function agentStartError(role: Role, { why, end }: StartFailure): HermesError {
  const how = why === 'late' ? `did not listen after ${startMs / 1_000} s` : 'ended before it listened';
  return new HermesError('HERMES_RUN_AGENT_START', {
    message: `the ${role}'s process ${how}: ${end.stderr.trim()}`,
    fix: 'run `hermes doctor`; it names what is missing on this machine.',
  });
}
