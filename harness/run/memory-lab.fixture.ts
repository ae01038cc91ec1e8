import { createSandbox } from '../../sandbox/index.ts';
import { inMemoryPort } from '../acts/in-memory-port.ts';
import { loadPrompts } from '../agents/render-prompt.ts';
import { roleHandler } from '../agents/role-handler.ts';
import { type ChatClient, type Role, Sampling } from '../contract/chat.ts';
import { HermesConfig, type HermesConfigInput, type PromptProfile } from '../contract/config.ts';
import { equivalentMutants } from '../tasks/mutants/equivalent-mutants.ts';
import { runClock } from './clock.ts';
import { CompletionDesk } from './desk.ts';
import { runNames } from './run-names.ts';
import type { Lab } from './steps.ts';

/** A lab in this process: the agents of a run, their prompts, the real sandbox; only the completions come from wherever the caller says. */
export async function memoryLab(options: {
  chat: ChatClient;
  profile: PromptProfile;
  grammar?: boolean | undefined;
  sampling?: Partial<Sampling> | undefined;
  config?: HermesConfigInput | undefined;
}): Promise<Lab & AsyncDisposable> {
  const { chat, profile, grammar = false, sampling = {} } = options;
  const config = HermesConfig.parse(options.config ?? {});
  const desk = new CompletionDesk(chat, Sampling.parse(sampling));
  const prompts = loadPrompts(profile);
  const memberOf = (role: Role) => {
    const handler = roleHandler(role, { chat: desk.of(role), prompts, grammar });
    return { port: inMemoryPort({ role, handler, arm: 'C' }), deadlineMs: 120_000, isOutside: false };
  };
  const sandbox = await createSandbox({ workers: 1 });
  return {
    team: {
      desk,
      names: runNames(),
      members: { planner: memberOf('planner'), coder: memberOf('coder'), tester: memberOf('tester') },
    },
    sandbox,
    config,
    clock: runClock(Date.now()),
    mutantsOf: (task) => equivalentMutants(task, sandbox, { limit: config.mutants }),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}
