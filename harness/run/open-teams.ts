import { inMemoryPort } from '../acts/in-memory-port.ts';
import { roleHandler } from '../agents/role-handler.ts';
import type { PromptSet } from '../agents/render-prompt.ts';
import type { AnchorStore } from '../anchors/store.ts';
import type { Role } from '../contract/chat.ts';
import type { Arm } from '../contract/run-record.ts';
import type { Team } from './ask.ts';
import type { CompletionDesk } from './completion-desk.ts';
import type { HostInit } from './host-protocol.ts';

/** The agents of a run, one team an arm. */
export interface Teams extends AsyncDisposable {
  teamOf(arm: Arm): Promise<Team>;
}

const deadlineMs = 120_000;

/** Opens the three roles of our own. */
export async function openTeams(options: {
  init: HostInit;
  desk: CompletionDesk;
  store: AnchorStore;
  prompts: PromptSet;
}): Promise<Teams> {
  const { desk, store, prompts, init } = options;
  const owned = new AsyncDisposableStack();
  const portOf = (role: Role, arm: Arm) => {
    const complete = desk.complete.bind(desk);
    const handler = roleHandler(role, { complete, prompts, grammar: init.model.grammar });
    return owned.use(inMemoryPort({ role, handler, arm, store }));
  };
  const teams = new Map<Arm, Team>(
    init.config.arms.map((arm) => [
      arm,
      {
        desk,
        deadlineMs,
        ports: {
          planner: portOf('planner', arm),
          coder: portOf('coder', arm),
          tester: portOf('tester', arm),
        },
      },
    ]),
  );
  return {
    async teamOf(arm) {
      const team = teams.get(arm);
      if (team === undefined) throw new RangeError(`arm ${arm} is not part of this run`);
      return team;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
