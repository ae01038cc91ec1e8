import type { Logger } from 'pino';
import { connectAgent } from '../acts/a2a-port.ts';
import type { AgentPort } from '../acts/agent-port.ts';
import { type Http2Bytes, observeHttp2Bytes } from '../acts/http2-bytes.ts';
import type { AnchorStore } from '../anchors/store.ts';
import type { Role } from '../contract/chat.ts';
import type { Arm } from '../contract/run-record.ts';
import { agentRootGrant } from './agent-root.ts';
import { type AgentProcess, startAgentProcess } from './agent-process.ts';
import type { Team } from '../run/ask.ts';
import type { CompletionDesk } from '../run/desk.ts';
import { runNames } from '../run/run-names.ts';
import type { HostInit } from './host-protocol.ts';

/** The agents of a run, one team an arm. */
export interface Teams extends AsyncDisposable {
  teamOf(arm: Arm): Team;
  /** Closes every connection and tells what HTTP/2 itself moved over them; no act can be asked any more. */
  close(): Promise<Http2Bytes>;
}

const roles: Role[] = ['planner', 'coder', 'tester'];

/** Starts a process for every role that is ours, and connects to all roles over A2A. */
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
  const ours = roles.filter((role) => init.foreignAgents[role] === undefined);
  const root = await agentRootGrant(init);
  logger.info({ event: 'agent-root', ...root });
  const started = await Promise.all(
    ours.map(async (role) => {
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
  for (const arm of init.config.arms) {
    const portOf = async (role: Role): Promise<AgentPort> =>
      opening.use(await connectRole({ init, role, arm, store, process: processes.get(role) }));
    const [planner, coder, tester] = [await portOf('planner'), await portOf('coder'), await portOf('tester')];
    teams.set(arm, {
      desk,
      names,
      deadlineMs: init.config.deadlines.agentMs,
      ports: { planner, coder, tester },
    });
  }
  const owned = opening.move();
  return {
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
}): Promise<AgentPort> {
  const { init, arm, store, process } = role;
  return connectAgent({
    address: process?.address ?? init.foreignAgents[role.role] ?? '',
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
