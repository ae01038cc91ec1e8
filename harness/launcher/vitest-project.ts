import { renderTerminalTable } from '../../reports/render-terminal-table.ts';
import { exitCodeOf, messageOf } from '../contract/errors.ts';
import { inert } from '../contract/inert.ts';
import type { Suite } from '../contract/suite.ts';
import { checkGates } from './check-gates.ts';
import { concludeRun } from './conclude-run.ts';
import { selectionFromEnvironment } from './environment-selection.ts';
import { loadConfig } from './load-config.ts';
import { loadSuiteFiles, suiteFiles } from './load-suites.ts';
import { openProject } from './open-project.ts';
import { finalLines } from './run-output.ts';
import { selectSuites } from './select-suites.ts';
import { type ActiveRun, startRun } from './start-run.ts';
import { selectedPart } from './vitest-module.ts';

/** A project's suites as one run of Vitest sees them. */
export interface VitestProject {
  /** Suites of a file, cut to the selection of the environment; undefined when it is no suite file. */
  suitesOf(file: string): { suite: Suite; selected: boolean }[] | undefined;
  /** Starts the run host. */
  start(): Promise<ActiveRun>;
}

/** Globs of a project's suite files. */
export async function suitePatterns(projectRoot: string): Promise<string[]> {
  return (await loadConfig({ projectRoot, env: process.env })).config.suites;
}

/** Reads config and suite files. Throws what those throw. */
export async function loadVitestProject(projectRoot: string): Promise<VitestProject> {
  const { env } = process;
  await using project = openProject();
  const loaded = await loadConfig({ projectRoot, env, project });
  if (!loaded.config.hermetic) await project.leaveSeal();
  const selection = selectionFromEnvironment(env);
  const files = suiteFiles(projectRoot, loaded.config.suites);
  const declared = await loadSuiteFiles(projectRoot, files, project);
  const projectLedger = await project.close();
  const chosen = selectSuites(
    declared.map(({ suite }) => suite),
    selection,
  );
  checkGates(chosen);
  const byName = new Map(chosen.map((suite) => [suite.name, suite]));
  return {
    suitesOf(file) {
      if (!files.includes(file)) return undefined;
      return declared
        .filter((declaration) => declaration.file === file)
        .map(({ suite }) => ({
          suite: byName.get(suite.name) ?? suite,
          selected: byName.has(suite.name),
        }));
    },
    start: () =>
      startRun({ projectRoot, loaded, suites: chosen, selection, env, launcher: 'vitest', projectLedger }),
  };
}

/** Concludes a run, prints its tables and sets the exit code; a run that never started says why. */
export async function concludeRound(
  run: ActiveRun | Error,
  round: {
    /** Suites with selected tests, and the titles of these. */
    suites: Map<string, Set<string>>;
    /** Whether Vitest was stopped before its end (`--bail`, Ctrl-C). */
    interrupted: boolean;
    /** Failed modules of other projects, and errors that belong to none. */
    otherFailures: number;
    toStderr: boolean;
  },
): Promise<void> {
  if (run instanceof Error) {
    process.exitCode = exitCodeOf(run);
    process.stderr.write(`${inert(messageOf(run))}\nevals exit ${process.exitCode}: the run did not start\n`);
    return;
  }
  await using _ = run;
  try {
    const suites = run.plan.suites.filter((suite) => round.suites.has(suite.name));
    // Nobody waits for the rest of what was stopped; what is missing otherwise was lost with its worker.
    const wanted = round.interrupted
      ? null
      : suites.map((suite) => selectedPart(suite, round.suites.get(suite.name) ?? new Set()));
    const conclusion = await concludeRun({ ...run, wanted, plan: { ...run.plan, suites } });
    const { outsideAgents: agents } = conclusion.manifest;
    const tables = conclusion.summary.suites.map((suite) => `\n${renderTerminalTable(suite, { agents })}\n`);
    const lines = finalLines(conclusion);
    const last = `evals ${lines.pop() ?? ''}${round.interrupted ? '; stopped early' : ''}${othersFailed(round.otherFailures)}`;
    const stream = round.toStderr ? process.stderr : process.stdout;
    stream.write(`${tables.join('')}\n${inert([...lines, last].join('\n'))}\n`);
    const { exitCode } = conclusion.manifest.ending;
    if (exitCode !== 0) process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    process.stderr.write(`${inert(messageOf(error))}\n`);
  }
}

function othersFailed(failures: number): string {
  return failures === 0 ? '' : `; ${failures} other test files or errors make Vitest fail`;
}
