import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadConfig } from '../launcher/load-config.ts';
import type { Suite } from '../contract/suite.ts';
import { ExitCode, exitCodeOf, HermesError, messageOf, textOf } from '../contract/errors.ts';
import { concludeRun } from '../launcher/conclude-run.ts';
import { type ActiveRun, startRun } from '../launcher/start-run.ts';
import { runSuite, sampleKeys } from '../launcher/run-suite.ts';
import { interruptSignal } from './interrupt.ts';
import { type Selection, selectSuites } from '../launcher/select-suites.ts';
import { list, repeated, wholeNumber } from './flags.ts';
import { enterProject } from './project.ts';
import { checkGates } from '../launcher/check-gates.ts';
import { selectionFromEnvironment } from '../launcher/environment-selection.ts';
import { loadSuites } from '../launcher/load-suites.ts';
import { openProject } from '../launcher/open-project.ts';
import { print, sayTables, tell } from './print.ts';
import { Progress } from './progress.ts';
import { finalLines, runJson } from '../launcher/run-output.ts';

interface RunFlags {
  suite?: string[] | undefined;
  task?: string[] | undefined;
  limit?: number | undefined;
  samples?: number | undefined;
  seed?: number | undefined;
  workers?: number | undefined;
  model?: string | undefined;
  profile?: string | undefined;
  arm?: string[] | undefined;
  maxRounds?: number | undefined;
  out?: string | undefined;
  force?: boolean | undefined;
  draft?: boolean | undefined;
  json?: boolean | undefined;
}

/** `hermes run`: selects suites, runs them, prints a table each, and leaves the run directory. */
export function registerRun(program: Command, done: (exitCode: number) => void): void {
  program
    .command('run')
    .description('run suites and write report, manifest and metrics')
    .option('--suite <names>', 'suites to run, by name (default: all)', list)
    .option('--task <id>', 'only this task; may be repeated', repeated)
    .option('--limit <n>', 'at most n tasks of each suite, spread over its file', wholeNumber(1))
    .option('--samples <n>', 'attempts per task', wholeNumber(1))
    .option('--seed <n>', 'seed of the run', wholeNumber(0))
    .option('--workers <n>', 'model workers (default: free cores)', wholeNumber(1))
    .option('--model <name>', 'model entry of the config, or org/name[@revision][:file-or-quant]')
    .addOption(new Option('--profile <name>', 'prompt profile').choices(['compact', 'standard']))
    .option('--arm <arms>', 'arms to run: A, C, PM', list)
    .option('--max-rounds <n>', 'repair rounds (profile standard)', wholeNumber(0))
    .option('--out <dir>', 'where run directories go (default: hermes-runs)')
    .option('--force', 'run a model that the quantization table or the memory estimate refuse')
    .option('--draft', 'tasks may differ from the lock while you are at work on them (class D0)')
    .option('--json', 'print one JSON document instead of tables')
    .action(async (flags: RunFlags) => done(await runCommand(flags)));
}

async function runCommand(flags: RunFlags): Promise<number> {
  const interrupt = interruptSignal();
  try {
    return await runUntil(interrupt, flags);
  } catch (error) {
    if (!interrupt.aborted) throw error;
    if (error !== interrupt.reason) tell(messageOf(error));
    tell(`exit ${ExitCode.interrupted}: ${textOf(interrupt.reason)}; no report was made`);
    return ExitCode.interrupted;
  }
}

async function runUntil(interrupt: AbortSignal, flags: RunFlags): Promise<number> {
  const { suite: suites, task: tasks, limit, samples, json = false, arm, ...rest } = flags;
  const { projectRoot, calledIn } = enterProject();
  const overrides = {
    ...rest,
    arms: arm,
    out: rest.out === undefined ? undefined : resolve(calledIn, rest.out),
  };
  await using project = openProject();
  const loaded = await loadConfig({ projectRoot, env: process.env, overrides, project });
  if (!loaded.config.hermetic) await project.leaveSeal();
  const named = selectionFromEnvironment(process.env);
  const selection: Selection = {
    suites: suites ?? named.suites,
    tasks,
    limit: limit ?? named.limit,
    samples: samples ?? named.samples,
  };
  const declared = await loadSuites(projectRoot, loaded.config.suites, {
    names: selection.suites,
    project,
  });
  const projectLedger = await project.close();
  const chosen = selectSuites(declared, selection);
  checkGates(chosen);
  interrupt.throwIfAborted();
  const env = process.env;
  await using run = await startRun({
    projectRoot,
    loaded,
    suites: chosen,
    selection,
    env,
    launcher: 'cli',
    signal: interrupt,
    projectLedger,
  });
  const stopped = await runAll(run, chosen, interrupt).then(
    () => undefined,
    (error: unknown) => whyStopped(run, error, interrupt),
  );
  const conclusion = await concludeRun({ ...run, stopped });
  if (!json) sayTables(conclusion.summary.suites, conclusion.manifest.outsideAgents);
  print(json, runJson(conclusion), () => `\n${finalLines(conclusion, calledIn).join('\n')}`);
  return conclusion.manifest.ending.exitCode;
}

/** The ending of a run that stopped early with all that it needs for its reports; throws what leaves nothing to report. */
async function whyStopped(
  run: ActiveRun,
  error: unknown,
  interrupt: AbortSignal,
): Promise<{ exitCode: ExitCode; reason: string }> {
  if (interrupt.aborted) return { exitCode: ExitCode.interrupted, reason: textOf(interrupt.reason) };
  if (error instanceof HermesError && stopCodes.has(error.code)) {
    return { exitCode: exitCodeOf(error), reason: error.message };
  }
  await tellHostEnd(run, error);
  throw error;
}

const stopCodes = new Set<string>(['HERMES_RUN_STOPPED', 'HERMES_RUN_DISK']);

/** When the run host is gone, what it wrote last is the best clue there is. */
async function tellHostEnd(run: ActiveRun, error: unknown): Promise<void> {
  if (!(error instanceof HermesError) || error.code !== 'HERMES_RUN_HOST_LOST') return;
  const { exitCode, signal, stderr } = await run.hostProcess.ended;
  tell(`run host: exit code ${exitCode}, signal ${signal}\n${stderr.trim()}`);
}

async function runAll(run: ActiveRun, suites: Suite[], signal: AbortSignal): Promise<void> {
  const progress = new Progress(process.stderr);
  const { arms } = run.init.config;
  for (const suite of suites) {
    progress.start(suite.name, sampleKeys(suite, arms).length);
    await runSuite({
      host: run.host,
      suite,
      arms,
      signal,
      onSample: (record) => progress.sample(record.outcome === 'passed'),
    });
    progress.end();
  }
}
