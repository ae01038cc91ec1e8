import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin, TestProjectInlineConfiguration } from 'vitest/config';
import type { VitestPluginContext } from 'vitest/node';
import { entryPath } from './contract/package-files.ts';
import { defaultSuiteFiles } from './contract/project-files.ts';
import { findProjectRoot, type ProjectRoot } from './launcher/project-root.ts';
import type { VitestRuns } from './launcher/vitest-runs.ts';

// Vitest's config file is bundled before it runs; what is heavy is imported by Node itself, and only when evals take part.
interface Door {
  openVitestRuns: (project: { name: string; root: string }) => VitestRuns;
}

/** How evals take part in somebody's Vitest. */
export interface HermesVitestOptions {
  /** Name of the Vitest project: `vitest --project NAME`. Default `evals`. */
  name?: string | undefined;
  /** Folder of the Hermes project. Default: found upwards from Vitest's root, as `hermes run` finds it. */
  root?: string | undefined;
}

/**
 * Adds the suites of a project to its Vitest as a project of their own, `evals`: `plugins: [hermes()]`. Other projects are neither sealed nor slowed: suites
 * run after them, in one process of their own, and only when one of their tests is selected.
 */
export function hermes(options: HermesVitestOptions = {}): Plugin {
  const name = options.name ?? 'evals';
  const seen = new WeakSet<object>();
  let declared = false;
  let runs: Promise<VitestRuns> | undefined;

  const define = async (vitestRoot: string): Promise<TestProjectInlineConfiguration> => {
    const project = findProjectRoot(options.root ?? vitestRoot);
    const opened = openRuns(name, project);
    runs = opened;
    return evalsProject({ name, project, include: await include(project, opened), runs: opened, attach });
  };
  // Asked once for every project that has this plugin, in parallel.
  const attachOnce = async ({ vitest, injectTestProjects }: VitestPluginContext): Promise<void> => {
    const { projects } = vitest;
    if (seen.has(projects)) return;
    seen.add(projects);
    if (!declared && takesPart(name, vitest.config.project)) {
      await injectTestProjects(await define(vitest.config.root));
    }
    // Merged blobs are the reports of runs that were; nothing is run again.
    if (runs !== undefined && vitest.config.mergeReports === undefined) {
      vitest.config.reporters.push((await runs).reporter(vitest));
    }
  };
  // Vitest awaits the promise that its type leaves out.
  const attach = (context: VitestPluginContext): void => attachOnce(context) as unknown as void;
  return {
    name: 'hermes',
    async config({ root = process.cwd(), test = {} }) {
      // Vitest hands its command line over as part of the config.
      const filters = [(test as { project?: string | string[] }).project ?? []].flat();
      if (!takesPart(name, filters)) return undefined;
      // A root without projects is itself the only project: it may be filtered out, and evals with it, before configureVitest is asked.
      const rootIsLeftOut = test.projects === undefined && !takesPart(nameOf(test.name), filters);
      if (test.projects === undefined && !rootIsLeftOut) return undefined;
      declared = true;
      return { test: { projects: [await define(resolve(root))] } };
    },
    configureVitest: attach,
  };
}

function nameOf(name: string | { label: string } | undefined): string {
  return typeof name === 'string' ? name : (name?.label ?? '');
}

/** Whether a project is run under `--project` filters, as Vitest reads them: `*` is any text, `!` leaves out. */
function takesPart(name: string, filters: readonly string[]): boolean {
  const matches = (filter: string) =>
    new RegExp(
      `^${filter
        .split('*')
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      'i',
    ).test(name);
  if (filters.some((filter) => filter.startsWith('!') && matches(filter.slice(1)))) return false;
  const wanted = filters.filter((filter) => !filter.startsWith('!'));
  return wanted.length === 0 || wanted.some(matches);
}

async function openRuns(name: string, project: ProjectRoot): Promise<VitestRuns> {
  const { openVitestRuns } = (await import(pathToFileURL(entryPath('vitest-main')).href)) as Door;
  return openVitestRuns({ name, root: project.root });
}

/** Which files declare suites. A config that cannot be read is told by the run, not here. */
async function include({ config }: ProjectRoot, runs: Promise<VitestRuns>): Promise<string[]> {
  return config === null ? defaultSuiteFiles : (await runs).patterns().catch(() => defaultSuiteFiles);
}

function evalsProject(evals: {
  name: string;
  project: ProjectRoot;
  include: string[];
  runs: Promise<VitestRuns>;
  attach: (context: VitestPluginContext) => void;
}): TestProjectInlineConfiguration {
  const { name, runs } = evals;
  const { root } = evals.project;
  return {
    extends: false,
    root,
    plugins: [
      {
        name: 'hermes:suites',
        enforce: 'pre',
        configureVitest: evals.attach,
        // A suite file becomes tests by what it declares; Node loads it, as for `hermes run`, and Vite never sees its code.
        async load(id: string) {
          const file = relative(root, id.split('?')[0] ?? id).replaceAll('\\', '/');
          return (await runs).testModule(file);
        },
      },
    ],
    test: {
      name,
      include: evals.include,
      // What stands in for a suite file follows the config, the variables and the task files, not only that file: it is never taken from the last run's.
      fsModuleCache: false,
      // One process that only waits for the run host; after every other project.
      pool: 'forks',
      isolate: false,
      fileParallelism: false,
      sequence: { groupOrder: 100 },
      testTimeout: 3_600_000,
      hookTimeout: 600_000,
    },
  };
}
