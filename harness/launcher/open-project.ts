import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCanaryListeners, sealedLaunch } from '../../sandbox/network/index.ts';
import {
  createPrivateDirectory,
  harmlessVariables,
  type Launch,
  parentDeathPrefix,
  probeKernelLevel,
} from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import { type Child, startChild, type StartFailure } from '../wire/child.ts';
import { projectChild, type SuiteOfFile } from './project-protocol.ts';

const startMs = 60_000;
const stopMs = 2_000;

/** Config and suite files, evaluated in a process of their own that reaches no network and gives back data. It starts when it is needed. */
export interface Project extends AsyncDisposable {
  /** Default export of a config file. */
  config(path: string): Promise<Record<string, unknown>>;
  suites(projectRoot: string, files: string[]): Promise<SuiteOfFile[]>;
  /** From now on files are evaluated without a seal: the config leaves hermetic mode. */
  leaveSeal(): Promise<void>;
  /** Ends the process and gives its ledger: what it tried, and its canaries. */
  close(): Promise<string>;
}

/** Opens the project of the working directory. */
export function openProject(): Project {
  let isSealed = true;
  let ledger = '';
  let running: Promise<{ child: Child<typeof projectChild>; stack: AsyncDisposableStack }> | undefined;
  const close = async (): Promise<string> => {
    const ending = running;
    running = undefined;
    await (await ending?.catch(() => undefined))?.stack.disposeAsync();
    return ledger;
  };
  const start = async () => {
    await using stack = new AsyncDisposableStack();
    const directory = stack.use(await createPrivateDirectory());
    await using listeners = isSealed ? await openCanaryListeners() : null;
    const launch = listeners === null ? unsealed() : await sealed(directory.path, listeners.targets);
    const child = startChild(launch, {
      contract: projectChild,
      entry: entryPath('project'),
      init: null,
      cwd: process.cwd(),
      isHeard: true,
      startMs,
      stopMs,
      startError,
    });
    stack.defer(async () => {
      await child.stop();
      ledger += ledgerIn(join(directory.path, 'ledger'));
    });
    await child.first;
    return { child, stack: stack.move() };
  };
  const calls = async () => (await (running ??= start())).child.calls;
  return {
    config: async (path) => (await calls()).call('config', { path }),
    suites: async (projectRoot, files) => (await calls()).call('suites', { projectRoot, files }),
    async leaveSeal() {
      await close();
      isSealed = false;
    },
    close,
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}

/** Works with a project that is open, or with one that is open for this work only. */
export async function inProject<T>(
  open: Project | undefined,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  if (open !== undefined) return work(open);
  await using project = openProject();
  return await work(project);
}

async function sealed(
  privateDir: string,
  canaries: Awaited<ReturnType<typeof openCanaryListeners>>['targets'],
): Promise<Launch> {
  const { level } = await probeKernelLevel();
  return sealedLaunch(
    {
      role: 'project',
      socketPrefixes: [],
      ledgerDir: join(privateDir, 'ledger'),
      mayStartChildren: true,
      useNock: true,
      canaries,
      runStartMs: Date.now(),
      root: process.cwd(),
    },
    { namespace: level === 'kernel', env: harmlessVariables(process.env) },
  );
}

function unsealed(): Launch {
  const env = Object.entries(process.env).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { prefix: parentDeathPrefix(), execArgv: ['--disable-sigusr1'], env: Object.fromEntries(env) };
}

function ledgerIn(folder: string): string {
  try {
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  } catch {
    return '';
  }
}

function startError({ why, end: { exitCode, signal, stderr } }: StartFailure): HermesError {
  const how = why === 'late' ? `was not ready after ${startMs / 1_000} s` : 'ended before it was ready';
  return new HermesError(exitCode === 4 ? 'HERMES_SEAL_BROKEN' : 'HERMES_RUN_PROJECT', {
    message: `the process that reads config and suite files ${how} (exit code ${exitCode}, signal ${signal}): ${stderr.trim()}`,
    fix: 'run `hermes doctor`; it names what is missing on this machine.',
  });
}
