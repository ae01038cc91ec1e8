import type { TestProject } from 'vitest/node';
import { renderTerminalTable } from '../../reports/render-terminal-table.ts';
import { finalLines } from './run-output.ts';
import { loadSuites } from './load-suites.ts';
import { loadConfig } from './load-config.ts';
import { exitCodeOf, messageOf } from '../contract/errors.ts';
import { selectSuites } from './select-suites.ts';
import { concludeRun } from './conclude-run.ts';
import { selectionFromEnvironment } from './environment-selection.ts';
import { startRun } from './start-run.ts';
import type { SuiteContext } from './vitest-suites.ts';

declare module 'vitest' {
  interface ProvidedContext {
    hermes: SuiteContext;
  }
}

/**
 * Vitest's global set-up of the project `suites`: starts one run host for all suite files, and on teardown concludes the run, prints its tables
 * and sets the exit code of DESIGN.md §4.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { env } = process;
  const projectRoot = project.vitest.config.root;
  const loaded = await loadConfig({ projectRoot, env });
  const declared = await loadSuites(projectRoot, loaded.config.suites);
  const selection = selectionFromEnvironment(env);
  const suites = selectSuites(declared, selection);
  const run = await startRun({
    projectRoot,
    loaded,
    suites,
    selection,
    env,
    launcher: 'vitest',
  });
  project.provide('hermes', {
    hostAddress: run.hostAddress,
    arms: loaded.config.arms,
    policy: run.policy,
    selection,
  });
  return async () => {
    await using _ = run;
    try {
      const conclusion = await concludeRun(run);
      const tables = conclusion.summary.suites.map((suite) => `\n${renderTerminalTable(suite)}\n`);
      process.stdout.write(`${tables.join('')}\n${finalLines(conclusion).join('\n')}\n`);
      const { exitCode } = conclusion.manifest.ending;
      if (exitCode !== 0) process.exitCode = exitCode;
    } catch (error) {
      process.exitCode = exitCodeOf(error);
      process.stderr.write(`${messageOf(error)}\n`);
    }
  };
}
