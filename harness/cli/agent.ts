import { type Command, InvalidArgumentError } from 'commander';
import { serveAgent } from '../acts/serve-agent.ts';
import { loadPrompts } from '../agents/render-prompt.ts';
import { roleHandler } from '../agents/role-handler.ts';
import { type ChatClient, type ChatDesk, Role, type Sampling } from '../contract/chat.ts';
import { resolveSampling } from '../record/parameters.ts';
import { deriveSeed } from '../record/seed.ts';
import { interrupted } from './interrupt.ts';
import { print, tell } from './print.ts';
import { openServedModel } from './served-model.ts';

interface ServeFlags {
  listen: string;
  http?: string | undefined;
  json?: boolean | undefined;
  model?: string | undefined;
}

/** `hermes agent serve ROLE`: one of our roles as an A2A agent for others, until interrupted. */
export function registerAgent(program: Command): void {
  program
    .command('agent')
    .description('agents')
    .command('serve')
    .description('serve a role to others as an A2A agent over gRPC')
    .argument('<role>', 'planner, coder or tester', roleOf)
    .requiredOption('--listen <address>', 'unix:/path/to/socket or 127.0.0.1:PORT (0 = any free port)')
    .option(
      '--http <address>',
      'also serve the agent card and JSON-RPC by HTTP there, e.g. 127.0.0.1:8080; --listen on a port does so on any free one',
    )
    .option('--json', 'print the addresses as one JSON document')
    .option('--model <name>', 'model entry of the config, or a reference')
    .action((role: Role, flags: ServeFlags) => serveCommand(role, flags));
}

async function serveCommand(role: Role, flags: ServeFlags): Promise<void> {
  const { listen, json, model: name } = flags;
  const http = flags.http ?? (listen.startsWith('unix:') ? undefined : '127.0.0.1:0');
  await using served = await openServedModel({ name });
  const { pool, config, model } = served;
  const chat = decidingChat(pool, { sampling: resolveSampling(config, model), runSeed: config.seed, role });
  const handler = roleHandler(role, { chat, prompts: loadPrompts(model.profile), grammar: model.grammar });
  await using agent = await serveAgent({ role, handler, listen, http });
  const { address, cardUrl } = agent;
  print(json, { role, model: model.ref, address, cardUrl: cardUrl ?? null }, () =>
    cardUrl === undefined ? address : `${address}\n${cardUrl}`,
  );
  tell(`the ${role} serves ${model.ref}; Ctrl-C ends it`);
  await interrupted();
}

/** Sampling and seed as a run host would choose them: the seed from the config's and the span that is answered. */
function decidingChat(
  chat: ChatClient,
  choice: { sampling: Sampling; runSeed: number; role: Role },
): ChatDesk {
  return {
    async complete({ trace: { span, index }, ...order }, { signal } = {}) {
      const { runSeed, role, sampling } = choice;
      const seed = deriveSeed({ runSeed, suite: 'agent', case: span, repeat: 0, role, turn: index });
      return (await chat.complete({ ...order, sampling, seed }, { signal, traceId: span })).reply;
    },
  };
}

function roleOf(text: string): Role {
  const parsed = Role.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`want one of ${Role.options.join(', ')}.`);
}
