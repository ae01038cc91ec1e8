import type { Logger } from 'pino';
import type { ReadCard } from '../acts/a2a-client.ts';
import { connectAgent } from '../acts/a2a-port.ts';
import type { AgentPort } from '../acts/agent-port.ts';
import { type Http2Bytes, observeHttp2Bytes } from '../acts/http2-bytes.ts';
import type { AnchorStore } from '../anchors/store.ts';
import { Role } from '../contract/chat.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { Arm } from '../contract/run-record.ts';
import { agentRootGrant } from './agent-root.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';
import type { Team } from '../run/ask.ts';
import type { CompletionDesk } from '../run/desk.ts';
import { runNames } from '../run/run-names.ts';
import type { ForeignAgent, HostInit } from './host-protocol.ts';

/** The agents of a run, one team an arm. */
export interface Teams extends AsyncDisposable {
  teamOf(arm: Arm): Team;
  /** Cards of outside agents in A2A's JSON form, as they gave them when they were first asked; null for one that gives none. */
  agentCards: HostFacts['agentCards'];
  /** Closes every connection and tells what HTTP/2 itself moved over them; no act can be asked any more. */
  close(): Promise<Http2Bytes>;
}

/** Starts a process for every asked role that is ours, and connects to all that are asked over A2A. */
export async function openTeams(options: {
  init: HostInit;
  desk: CompletionDesk;
  store: AnchorStore;
  logger: Logger;
  /** Throws when code or prompts are not what they were at the start of the run. */
  refuseOtherCode: () => void;
}): Promise<Teams> {
  const { init, desk, store, logger, refuseOtherCode } = options;
  await using opening = new AsyncDisposableStack();
  const http2 = opening.use(observeHttp2Bytes());
  const root = await agentRootGrant(init);
  logger.info({ event: 'agent-root', ...root });
  const started = await Promise.all(
    init.ownRoles.map(async (role) => {
      const started = await startAgentProcess({
        init,
        role,
        desk: desk.of(role),
        store,
        logger,
        refuseOtherCode,
        hasOwnRoot: root.isGranted,
      });
      return [role, opening.use(started)] as const;
    }),
  );
  const processes = new Map<Role, AgentProcess>(started);
  const names = runNames();
  const teams = new Map<Arm, Team>();
  const cards = new Map<Role, ReadCard | null>();
  for (const arm of init.config.arms) {
    const members: Team['members'] = {};
    for (const role of Role.options) {
      const process = processes.get(role);
      const foreign = init.foreignAgents[role];
      if (process === undefined && foreign === undefined) continue;
      // One card a run: what an agent calls itself later changes nothing.
      const card = process === undefined ? cards.get(role) : undefined;
      const port = opening.use(await connectRole({ init, role, arm, store, process, foreign, card }));
      if (process === undefined) cards.set(role, port.card);
      const deadlineMs = foreign?.deadlineMs ?? init.config.deadlines.agentMs;
      members[role] = { port, deadlineMs, isOutside: process === undefined };
    }
    teams.set(arm, { desk, names, members });
  }
  const owned = opening.move();
  return {
    agentCards: Object.fromEntries([...cards].map(([role, card]) => [role, card?.json ?? null])),
    teamOf(arm) {
      const team = teams.get(arm);
      if (team === undefined) throw new RangeError(`arm ${arm} is not part of this run`);
      return team;
    },
    async close() {
      await owned.disposeAsync();
      return http2.total();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function connectRole(role: {
  init: HostInit;
  role: Role;
  arm: Arm;
  store: AnchorStore;
  process: AgentProcess | undefined;
  foreign: ForeignAgent | undefined;
  card: ReadCard | null | undefined;
}): Promise<AgentPort> {
  const { init, arm, store, process, foreign, card } = role;
  return connectAgent({
    address: process?.address ?? foreign?.address ?? '',
    headers: foreign?.headers,
    card,
    role: role.role,
    arm,
    store,
    allowRemote: !init.config.hermetic,
    secret: process?.secret,
    // Our own agents all speak typed acts: one that does not is a fault, not a reason to fall back to arm A.
    whose: process === undefined ? 'theirs' : 'ours',
    typed: process === undefined ? undefined : 'required',
    onUnavailable: () => process?.ensure(),
  });
}
