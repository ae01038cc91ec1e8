import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReports } from '../../reports/write-reports.ts';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { Json } from '../contract/json.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { RunSummary } from '../contract/summary.ts';
import { collectManifest } from '../manifest/collect-manifest.ts';
import { determinismOf } from '../manifest/determinism.ts';
import { runDigests } from '../manifest/digests.ts';
import { gitState } from '../manifest/git-state.ts';
import { collectMaterials } from '../manifest/materials.ts';
import { runParameters } from '../manifest/parameters.ts';
import { writeSums } from '../manifest/run-dir-files.ts';
import { resolveSampling } from '../run/generation-config.ts';
import { privateNames } from '../run/host-protocol.ts';
import { readJournal } from '../run/journal.ts';
import { seedScheme } from '../run/seed.ts';
import { armDifferences, decideEnding, type Ending } from './ending.ts';
import { collectHermeticity } from './hermeticity.ts';
import { reportInput } from './report-input.ts';
import type { ActiveRun } from './start-run.ts';

/** A finished run: everything is on disk. */
export interface Conclusion extends Ending {
  runId: string;
  runDir: string;
  summary: RunSummary;
  manifest: Manifest;
  determinismReason: string;
}

const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Ends the run host, gathers evidence, and writes metrics, reports, manifest and sums into the run directory. */
export async function concludeRun(run: ActiveRun): Promise<Conclusion> {
  const { init, plan } = run;
  const { runDir } = init;
  const facts = await run.host.finish();
  await run.host[Symbol.asyncDispose]();
  await run.hostProcess[Symbol.asyncDispose]();
  const entries = readJournal(join(runDir, 'journal.jsonl'));
  const records = entries.map(({ record }) => record);
  const hermeticity = collectHermeticity({
    ledgerDir: join(init.privateDir, privateNames.ledger),
    level: init.level,
    entries,
    arrivals: run.listeners?.arrivals() ?? null,
  });
  writeLines(join(runDir, 'hermeticity.jsonl'), hermeticity.events);
  writeFileSync(join(runDir, 'metrics.json'), `${JSON.stringify(facts.summary, null, 1)}\n`);
  const parameters = runParameters({
    config: init.config,
    model: init.model,
    sampling: resolveSampling(init.config, init.model),
    suites: plan.suites,
    seedScheme,
  });
  const materials = collectMaterials({ packageRoot, ...init, ...facts, suites: plan.suites });
  const machineClass = digestOf(facts.machineClassInputs);
  const results = sha256(readFileSync(join(runDir, 'samples.jsonl')));
  const digests = runDigests({ parameters, materials, machineClass, results });
  const determinism = determinismOf({ config: init.config, gpu: gpuOf(facts.machineClassInputs), records });
  const ending = decideEnding({
    summary: facts.summary,
    records,
    breach: hermeticity.breach,
    armDifferences: armDifferences(records),
  });
  const git = gitState(init.projectRoot);
  const finishedOn = new Date();
  const execution: Manifest['execution'] = {
    startedOn: new Date(init.startedAtEpochMs).toISOString(),
    finishedOn: finishedOn.toISOString(),
    wallMs: finishedOn.getTime() - init.startedAtEpochMs,
    workers: init.workers,
    sandboxWorkers: init.sandboxWorkers,
    launcher: plan.launcher,
    pool: facts.pool,
  };
  writeReports(
    runDir,
    reportInput({
      run,
      facts,
      entries,
      hermeticity,
      digests,
      determinism,
      ending,
      materials,
      machineClass,
      git,
      execution,
    }),
  );
  const manifest = collectManifest({
    runDir,
    projectRoot: init.projectRoot,
    runId: init.runId,
    parameters,
    materials,
    machineClassInputs: facts.machineClassInputs,
    resultsDigest: results,
    determinismClass: determinism.class,
    hermeticity: hermeticity.summary,
    sandbox: Json.parse(facts.sandbox),
    config: Json.parse(init.config),
    execution,
    childEnv: run.childEnv,
    git,
  });
  writeFileSync(join(runDir, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  writeSums(runDir, manifest.files);
  return {
    ...ending,
    runId: init.runId,
    runDir,
    summary: facts.summary,
    manifest,
    determinismReason: determinism.reason,
  };
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
