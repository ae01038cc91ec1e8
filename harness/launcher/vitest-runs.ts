import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { HermesError, textOf } from '../contract/errors.ts';
import { entryPath } from '../contract/package-files.ts';
import type { ActiveRun } from './start-run.ts';
import { openMailbox, type RunLetter } from './vitest-mailbox.ts';
import { suiteModule } from './vitest-module.ts';
import type { VitestProject } from './vitest-project.ts';

/** Runs under Vitest, as its main process sees them. */
export interface VitestRuns {
  /** Globs of the suite files, as the config has them. */
  patterns(): Promise<string[]>;
  /** The module that stands in for a suite file; undefined for any other file. Throws what loading the project throws. */
  testModule(file: string): Promise<string | undefined>;
  /** Starts a run when a suite's test is to be run, and concludes it when Vitest's run is over: one run each time that Vitest runs. */
  reporter(vitest: Vitest): Reporter;
}

/** One run of Vitest in which suites take part. */
interface Round {
  mailbox: ReturnType<typeof openMailbox>;
  /** Suites with selected tests, and the titles of these: all of their tasks and gates belong to the run. */
  suites: Map<string, Set<string>>;
  /** Set when the first selected test was collected. */
  started?: Promise<ActiveRun | Error> | undefined;
  /** Why no suite of the project can be read, where that is so: then no test of one is collected either. */
  refused?: Error | undefined;
}

/**
 * Opens runs for the Vitest project `name`. What is heavy is imported when it is needed, so that somebody's unit tests do not wait for it.
 */
export function openVitestRuns({ name, root }: { name: string; root: string }): VitestRuns {
  // The signal would open the inspector of a process that no seal guards; `vitest --inspect` still does.
  process.on('SIGUSR1', () => undefined);
  let version = 0;
  let project: Promise<VitestProject> | undefined;
  let round: Round | undefined;
  const load = async (): Promise<VitestProject> => {
    refuseOldNode();
    return (project ??= import('./vitest-project.ts').then(({ loadVitestProject }) =>
      loadVitestProject(root),
    ));
  };

  return {
    patterns: async () => {
      refuseOldNode();
      return (await import('./vitest-project.ts')).suitePatterns(root);
    },
    async testModule(file) {
      if (!/\.[mc]?[jt]s$/.test(file) || file.startsWith('..') || file.includes('node_modules/'))
        return undefined;
      const loaded = await load().catch((cause: unknown) => {
        const error = cause instanceof Error ? cause : new Error(textOf(cause));
        if (round !== undefined) round.refused = error;
        throw error;
      });
      const suites = loaded.suitesOf(file);
      return suites === undefined
        ? undefined
        : suiteModule(suites, { workerModule: entryPath('vitest-suites') });
    },
    reporter: (vitest) => ({
      onTestRunStart(specifications) {
        round = undefined;
        const own = specifications.find((specification) => specification.project.name === name);
        if (own === undefined) return;
        if (version > 0) forgetModules(vitest, name);
        version += 1;
        project = undefined;
        round = { mailbox: openMailbox(), suites: new Map() };
        own.project.provide('hermes', round.mailbox.address);
      },
      onTestModuleCollected(module) {
        if (round === undefined || module.project.name !== name) return;
        for (const [suite, tests] of suitesToRun(module)) round.suites.set(suite, tests);
        if (round.suites.size > 0) round.started ??= startRound(round.mailbox, load);
      },
      async onTestRunEnd(modules, errors, reason) {
        const ended = round;
        round = undefined;
        if (ended === undefined) return;
        const others = modules.filter((module) => module.project.name !== name);
        await endRound(ended, {
          interrupted: reason === 'interrupted',
          otherFailures: others.filter((module) => !module.ok()).length + errors.length,
          toStderr: writesToStdout(vitest),
        });
        vitest.getProjectByName(name).provide('hermes', null);
      },
    }),
  };
}

async function endRound(
  { started, refused, suites, mailbox }: Round,
  end: { interrupted: boolean; otherFailures: number; toStderr: boolean },
): Promise<void> {
  const run = (await started) ?? refused;
  if (run !== undefined) {
    const { concludeRound } = await import('./vitest-project.ts');
    await concludeRound(run, { suites, ...end });
  }
  mailbox.remove();
}

/** The Node of somebody's Vitest is theirs; only the CLI chooses the pinned one by itself. */
function refuseOldNode(): void {
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  throw new HermesError('HERMES_CONFIG_USAGE', {
    message: `suites need Node 24, and this Vitest runs on ${process.version}.`,
    fix: 'run npx hermes run, which takes the pinned Node, or start Vitest on Node 24 (`npx node node_modules/vitest/vitest.mjs run` takes the pinned one, too).',
  });
}

/** Starts a run host and tells the process of the suites where it listens, or why it does not. */
async function startRound(
  mailbox: Round['mailbox'],
  load: () => Promise<VitestProject>,
): Promise<ActiveRun | Error> {
  try {
    const run = await (await load()).start();
    const letter: RunLetter = {
      hostAddress: run.hostAddress,
      arms: run.init.config.arms,
      policy: run.policy,
    };
    mailbox.send(letter);
    return run;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(textOf(cause));
    mailbox.send({ message: error.message });
    return error;
  }
}

function suitesToRun(module: TestModule): [suite: string, tests: Set<string>][] {
  return [...module.children.suites()]
    .map((suite): [string, Set<string>] => {
      const tests = [...suite.children.allTests()].filter((test) => test.options.mode === 'run');
      return [suite.name, new Set(tests.map((test) => test.name))];
    })
    .filter(([, tests]) => tests.size > 0);
}

/** A rerun loads suite files anew. */
function forgetModules(vitest: Vitest, name: string): void {
  for (const environment of Object.values(vitest.getProjectByName(name).vite.environments)) {
    environment.moduleGraph.invalidateAll();
  }
}

/** Whether a reporter of the run writes a document to stdout, where no word of ours may stand; json and junit write files. */
function writesToStdout({ config }: Vitest): boolean {
  return config.reporters.some((reporter) => Array.isArray(reporter) && reporter[0].startsWith('tap'));
}
