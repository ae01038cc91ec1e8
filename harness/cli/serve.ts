import type { Command } from 'commander';
import { HermesError } from '../contract/errors.ts';
import { createGateway } from '../gateway/gateway.ts';
import { listenGateway, listenPlace } from '../gateway/listen.ts';
import { resolveSampling } from '../record/parameters.ts';
import { wholeNumber } from './flags.ts';
import { interrupted } from './interrupt.ts';
import { print, tell } from './print.ts';
import { openServedModel } from './served-model.ts';

interface ServeFlags {
  listen: string;
  apiKeyEnv?: string | undefined;
  json?: boolean | undefined;
  model?: string | undefined;
  workers: number;
}

/** `hermes serve`: the pool for anybody on this machine, as OpenAI's Chat Completions, until interrupted. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('serve a model to programs of this machine by HTTP (OpenAI Chat Completions)')
    .requiredOption('--listen <address>', '127.0.0.1:PORT (0 = any free port) or unix:/path/to/socket')
    .option('--api-key-env <name>', 'environment variable that holds the key which clients must bring')
    .option('--model <name>', 'model entry of the config, or a reference')
    .option('--workers <n>', 'model workers', wholeNumber(1), 1)
    .option('--json', 'print the address as one JSON document')
    .action((flags: ServeFlags) => serveCommand(flags));
}

async function serveCommand(flags: ServeFlags): Promise<void> {
  const apiKey = flags.apiKeyEnv === undefined ? undefined : keyIn(flags.apiKeyEnv);
  const place = listenPlace(flags.listen);
  await using served = await openServedModel({ name: flags.model, workers: flags.workers });
  const { pool, config, model } = served;
  const app = createGateway({
    chat: pool,
    model: model.ref,
    contextSize: model.contextSize,
    sampling: resolveSampling(config, model),
    seed: config.seed,
    apiKey,
  });
  await using gateway = await listenGateway(app, place);
  const { address } = gateway;
  print(flags.json, { model: model.ref, address }, () => address);
  tell(`${model.ref} is served; Ctrl-C ends it`);
  await interrupted();
}

function keyIn(name: string): string {
  const key = process.env[name];
  if (key !== undefined && key !== '') return key;
  throw new HermesError('HERMES_CONFIG_USAGE', {
    message: `the environment has no ${name}.`,
    value: name,
    fix: `set ${name} to the key, or leave --api-key-env out to serve everybody on this machine.`,
  });
}
