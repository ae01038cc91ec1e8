import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReports } from '../../reports/write-reports.ts';
import { findResidue } from '../../sandbox/launch/index.ts';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { Json } from '../contract/json.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { RunSummary } from '../contract/summary.ts';
import { collectManifest } from '../record/collect-manifest.ts';
import { determinismOf } from '../record/determinism.ts';
import { runDigests } from '../record/digests.ts';
import { gitState } from '../record/git-state.ts';
import { collectMaterials } from '../record/materials.ts';
import { runParameters } from '../record/parameters.ts';
import { writeSums } from '../record/run-dir-files.ts';
import { resolveSampling } from '../record/generation-config.ts';
import { type HostFacts, privateNames } from '../host/host-protocol.ts';
import { readJournal } from '../host/journal.ts';
import { seedScheme } from '../record/seed.ts';
import { HermesError } from '../contract/errors.ts';
import { armDifferences, decideEnding, type Ending } from './ending.ts';
import { collectHermeticity } from '../record/hermeticity.ts';
import { packageRoot } from '../contract/package-files.ts';
import { type FinishedRun, reportInput } from '../record/report-input.ts';
import { pointLatest } from './run-dir.ts';
import type { ActiveRun } from './start-run.ts';

/** A finished run: everything is on disk. */
export interface Conclusion extends Ending {
  runId: string;
  runDir: string;
  summary: RunSummary;
  manifest: Manifest;
  determinismReason: string;
}

/** Ends the run host, gathers evidence, and writes metrics, reports, manifest and sums into the run directory. */
export async function concludeRun(run: ActiveRun): Promise<Conclusion> {
  const { runDir } = run.init;
  const facts = await run.host.finish();
  await run.host[Symbol.asyncDispose]();
  await run.hostProcess[Symbol.asyncDispose]();
  refuseResidue(run);
  const finished = finishedRun(run, facts);
  writeLines(join(runDir, 'hermeticity.jsonl'), finished.hermeticity.events);
  writeFileSync(join(runDir, 'metrics.json'), `${JSON.stringify(facts.summary, null, 1)}\n`);
  writeReports(runDir, reportInput(finished));
  const manifest = writeManifest(finished);
  pointLatest(runDir);
  const { ending, determinism } = finished;
  return {
    ...ending,
    runId: run.init.runId,
    runDir,
    summary: facts.summary,
    manifest,
    determinismReason: determinism.reason,
  };
}

// Everything but the launcher's own sockets must be gone when the run host has ended.
function refuseResidue({ init }: ActiveRun): void {
  const processes = findResidue(init.privateDir).filter(({ kind }) => kind === 'process');
  if (processes.length === 0) return;
  throw new HermesError('HERMES_RUN_RESIDUE', {
    message: `the run left ${processes.length} processes: ${processes.map(({ what }) => what).join('; ')}.`,
    fix: 'end them by pid; this is a fault of Hermes: report it with this message.',
  });
}

/** Puts together all that is known of a run when its last sample is on disk. */
function finishedRun(run: ActiveRun, facts: HostFacts): FinishedRun {
  const { init } = run;
  const entries = readJournal(join(init.runDir, 'journal.jsonl'));
  const records = entries.map(({ record }) => record);
  const suites = suitesThatRan(run.plan.suites, records);
  const hermeticity = collectHermeticity({
    ledgerDirs: [privateNames.ledger, privateNames.sandboxLedger].map((name) => join(init.privateDir, name)),
    level: init.level,
    entries,
    arrivals: run.listeners?.arrivals() ?? null,
  });
  const sampling = resolveSampling(init.config, init.model);
  const parameters = runParameters({ config: init.config, model: init.model, sampling, suites, seedScheme });
  const materials = collectMaterials({ ...init, ...facts, packageRoot, suites });
  const machineClass = digestOf(facts.machineClassInputs);
  const results = sha256(readFileSync(join(init.runDir, 'samples.jsonl')));
  return {
    run,
    facts,
    entries,
    suites,
    hermeticity,
    parameters,
    materials,
    machineClass,
    digests: runDigests({ parameters, materials, machineClass, results }),
    determinism: determinismOf({ config: init.config, gpu: gpuOf(facts.machineClassInputs), records }),
    ending: decideEnding({
      summary: facts.summary,
      records,
      breach: hermeticity.breach,
      armDifferences: armDifferences(records),
    }),
    git: gitState(init.projectRoot),
    execution: executionOf(run, facts),
  };
}

/** Suites and tasks of which at least one sample ran: under Vitest a filter may leave out the rest. */
function suitesThatRan(suites: Suite[], records: SampleRecord[]): Suite[] {
  const ran = new Set(records.map(({ suite, task }) => `${suite} ${task}`));
  return suites
    .map((suite) => ({
      ...suite,
      tasks: suite.tasks.filter((task) => ran.has(`${suite.name} ${task.task_id}`)),
    }))
    .filter((suite) => suite.tasks.length > 0);
}

function executionOf({ init, plan, relayedPorts }: ActiveRun, facts: HostFacts): Manifest['execution'] {
  const finishedOn = new Date();
  return {
    startedOn: new Date(init.startedAtEpochMs).toISOString(),
    finishedOn: finishedOn.toISOString(),
    wallMs: finishedOn.getTime() - init.startedAtEpochMs,
    workers: init.workers,
    sandboxWorkers: init.sandboxWorkers,
    launcher: plan.launcher,
    pool: facts.pool,
    devices: Json.parse(init.devices),
    http2: facts.http2,
    relayedPorts,
  };
}

function writeManifest({ run, facts, parameters, materials, ...finished }: FinishedRun): Manifest {
  const { runDir, projectRoot, runId, config } = run.init;
  const manifest = collectManifest({
    runDir,
    projectRoot,
    runId,
    parameters,
    materials,
    machineClassInputs: facts.machineClassInputs,
    resultsDigest: finished.digests.results,
    determinismClass: finished.determinism.class,
    hermeticity: finished.hermeticity.summary,
    sandbox: Json.parse(facts.sandbox),
    config: Json.parse(config),
    execution: finished.execution,
    childEnv: run.childEnv,
    git: finished.git,
  });
  writeFileSync(join(runDir, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  writeSums(runDir, manifest.files);
  return manifest;
}

function writeLines(path: string, events: object[]): void {
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

function gpuOf(machineClassInputs: Json): unknown {
  return typeof machineClassInputs === 'object' &&
    machineClassInputs !== null &&
    !Array.isArray(machineClassInputs)
    ? machineClassInputs['gpu']
    : null;
}
