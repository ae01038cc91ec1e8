import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanaryListenerName } from '../../sandbox/network/index.ts';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { builtInModels, type HermesConfig, type ModelEntry } from '../contract/config.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import { Json } from '../contract/json.ts';
import { Evidence, type Material } from '../contract/manifest.ts';
import { packageVersion } from '../contract/package-files.ts';
import type { TaskEntry } from '../contract/run-directory.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import { type LeftOutTask, ownRolesAsked, type Suite } from '../contract/suite.ts';
import type { HermeticitySummary, SealEvent } from '../contract/summary.ts';
import { determinismOf, gpuOf, outsideAgentsOf } from './determinism.ts';
import { runDigests } from './digests.ts';
import { armDifferences, decideEnding, type Ending } from './ending.ts';
import { describeEnvironment } from './environment.ts';
import { collectHermeticity, type Hermeticity, sealedProcesses } from './hermeticity.ts';
import { readJournalPlan } from './journal.ts';
import {
  changedAsMaterials,
  changedMaterials,
  changesOf,
  collectMaterials,
  installedMaterials,
} from './materials.ts';
import { partOfRun, samplesOf, suitesThatRan } from './part-of-run.ts';
import { runParameters } from './parameters.ts';
import { readObservations, readSamples } from './read-run.ts';
import { shellWord } from '../contract/shell-word.ts';

/** What the launcher knows of the run that it started. */
export interface StartedRun {
  init: {
    runId: string;
    runDir: string;
    projectRoot: string;
    startedAtEpochMs: number;
    config: HermesConfig;
    model: ModelEntry;
    workers: number;
    sandboxWorkers: number;
    /** null when no model was asked. */
    devices: object | null;
    level: HermeticitySummary['level'];
  };
  plan: {
    suites: Suite[];
    launcher: 'cli' | 'vitest';
    /** What the suites were cut by. */
    selection: {
      suites?: string[] | undefined;
      tasks?: string[] | undefined;
      limit?: number | undefined;
      samples?: number | undefined;
    };
  };
  /** Why it ended before its last sample. */
  stopped?: Ending | undefined;
  /** What of its suites was really to be run, where that is not all; null when nobody waited for the rest. */
  wanted?: Suite[] | null | undefined;
  relayedPorts: number[];
  childEnv: Record<string, string>;
  /** Folders with the ledgers of the sealed processes. */
  ledgerDirs: string[];
  /** Our own code and what it runs on, hashed before anything of the run was started. */
  installed: Material[];
  /** Canary listeners; null when the seal is off. */
  listeners: { arrivals(): Record<CanaryListenerName, number> } | null;
}

/**
 * Gathers, once, all that is known of a run whose host has ended: what reports and manifest are made of. Reads the run host's files of the run
 * directory, the ledgers and this machine; writes nothing.
 */
export function gatherEvidence(
  run: StartedRun,
  facts: HostFacts,
): { evidence: Evidence; tasks: TaskEntry[]; sealEvents: SealEvent[] } {
  const { config, model, runId, runDir } = run.init;
  const records = readSamples(runDir);
  const suites = suitesThatRan(run.plan.suites, records, facts.summary).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const { partial, lost } = missingOf(run, records, facts);
  const hermeticity = sealOf(run);
  const { git, parameters: planned } = readJournalPlan(join(runDir, 'journal.jsonl'));
  const parameters = runParameters({ config, model, suites, isModelAsked: planned.model !== null });
  const materials = materialsOf(run, { facts, suites });
  const outsideAgents = outsideAgentsOf(suites, config, (role) => facts.agentCards[role] ?? null);
  const machineClass = digestOf(facts.machineClassInputs);
  const results = sha256(readFileSync(join(runDir, 'samples.jsonl')));
  const evidence = Evidence.parse({
    schemaVersion: 2,
    runId,
    hermesVersion: packageVersion(),
    digests: runDigests({ parameters, materials, machineClass, results }),
    determinism: determinismOf({
      config,
      gpu: gpuOf(facts.machineClassInputs),
      records,
      materials,
      suites: parameters.suites,
      outsideAgents,
    }),
    ending: decideEnding({
      summary: facts.summary,
      records,
      breach: hermeticity.breach,
      armDifferences: armDifferences(records),
      changed: changedMaterials(materials),
      partial,
      stopped: run.stopped,
      lost,
    }),
    parameters,
    suites: Object.fromEntries(
      suites.map((suite) => [suite.name, noteOf(suite, facts.excluded[suite.name] ?? [])]),
    ),
    materials,
    outsideAgents,
    machineClass,
    machineClassInputs: facts.machineClassInputs,
    generationConfig: facts.generationConfig,
    git,
    environment: describeEnvironment(run.childEnv),
    hermeticity: hermeticity.summary,
    sandbox: facts.sandbox,
    config: Json.parse(config),
    commands: commandsOf(run, planned.model !== null),
    execution: { ...executionOf(run, facts), partial },
  });
  const tasks = suites.flatMap(({ name, tasks: own }) => own.map((task) => ({ suite: name, task })));
  return { evidence, tasks, sealEvents: hermeticity.events };
}

function sealOf({ init, plan, ledgerDirs, listeners }: StartedRun): Hermeticity {
  return collectHermeticity({
    ledgerDirs,
    level: init.level,
    observations: readObservations(init.runDir),
    arrivals: listeners?.arrivals() ?? null,
    processes: sealedProcesses(ownRolesAsked(plan.suites, init.config.agents)),
  });
}

/** What went in, and what of it is not any more what it was at the start. */
function materialsOf(
  { init, installed }: StartedRun,
  { facts, suites }: { facts: HostFacts; suites: Suite[] },
): Material[] {
  const { projectRoot, config } = init;
  const seen = new Set(facts.changed.map(({ name }) => name));
  const own = changesOf(installed, installedMaterials(projectRoot)).filter(({ name }) => !seen.has(name));
  return [
    ...collectMaterials(facts, { suites, installed, projectRoot, agents: config.agents }),
    ...changedAsMaterials([...facts.changed, ...own]),
  ];
}

/** How much of its suites the run holds, and how many samples of it nobody knows anything of. */
function missingOf(
  { plan, init, wanted = plan.suites }: StartedRun,
  records: SampleRecord[],
  { excluded, summary }: HostFacts,
) {
  const arms = init.config.arms.length;
  const partial = partOfRun({ suites: plan.suites, arms, excluded }, { records, summary });
  const lost = wanted === null ? 0 : samplesOf({ suites: wanted, arms, excluded }) - records.length;
  return { partial, lost };
}

function noteOf({ origin }: Suite, excluded: LeftOutTask[]): Evidence['suites'][string] {
  const { name, sha256: digest, contamination } = origin;
  return { source: { name, sha256: digest }, contamination, excluded };
}

function commandsOf(run: StartedRun, isModelAsked: boolean): Evidence['commands'] {
  const { config, runId } = run.init;
  return {
    reproduce: reproduceCommand(run, isModelAsked),
    verify: `npx hermes verify ${config.out}/${runId}`,
  };
}

function reproduceCommand({ plan, init }: StartedRun, isModelAsked: boolean): string {
  const [scored] = plan.suites;
  if (scored?.given !== undefined) {
    const { name, ks, extracted } = scored.given;
    return `npx hermes score --tasks ${scored.origin.name} --samples ${name} -k ${ks.join(',')}${extracted === true ? ' --extract' : ''}${init.config.sandbox.typeCheck ? ' --type-check' : ''}`;
  }
  const { suites = [], tasks = [], limit, samples } = plan.selection;
  const { config } = init;
  return [
    'npx hermes run',
    ...suites.map((name) => `--suite ${name}`),
    ...tasks.map((id) => `--task ${shellWord(id)}`),
    ...(limit === undefined ? [] : [`--limit ${limit}`]),
    ...(samples === undefined ? [] : [`--samples ${samples}`]),
    ...(config.maxRounds === 0 ? [] : [`--max-rounds ${config.maxRounds}`]),
    ...(config.draft ? ['--draft'] : []),
    `--seed ${config.seed}`,
    ...(isModelAsked ? modelFlags(init) : []),
    `--arm ${config.arms.join(',')}`,
  ].join(' ');
}

function modelFlags({ config, model }: StartedRun['init']): string[] {
  const named = `--model ${config.model}`;
  return config.model in builtInModels ? [named] : [named, `--profile ${model.profile}`];
}

function executionOf({ init, plan, relayedPorts }: StartedRun, facts: HostFacts): Evidence['execution'] {
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
