import { join } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { HermesConfig } from '../contract/config.ts';
import { ExitCode } from '../contract/errors.ts';
import type { RunPlan } from '../contract/journal.ts';
import type { Manifest, RunParameters } from '../contract/manifest.ts';
import type { TaskEntry } from '../contract/run-directory.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import { ownRolesAsked, rolesAsked } from '../contract/suite.ts';
import type { SealEvent } from '../contract/summary.ts';
import { type Check, compare, compareJson } from './check.ts';
import { armDifferences, decideEnding } from './ending.ts';
import { determinismOf, gpuOf } from './determinism.ts';
import { breachOf, hasProven, sealedProcesses, summarizeEvents } from './hermeticity.ts';
import { changedMaterials } from './materials.ts';
import { readJournalPlan } from './journal.ts';
import { checkOutsideAgents, outsideAgentsFromCards } from './verify-outside.ts';
import { readObservations, readSealEvents, readSummary } from './read-run.ts';

/** What the manifest says of the run as a whole, against its plan, its config, its events and its samples. */
export function checkClaims(run: {
  runDir: string;
  manifest: Manifest;
  records: SampleRecord[];
  tasks: TaskEntry[];
}): Check[] {
  const { runDir, manifest, records, tasks } = run;
  const plan = readJournalPlan(join(runDir, 'journal.jsonl'));
  const events = readSealEvents(runDir);
  return [
    ...checkTasks(tasks, manifest),
    ...checkPlan(manifest, plan),
    ...checkConfig(manifest),
    ...checkMaterials(manifest, plan),
    ...checkSeal(run, events),
    ...checkOutsideAgents(manifest),
    ...checkDeterminism(manifest, records),
    ...checkEnding(run, events),
  ];
}

function checkTasks(tasks: TaskEntry[], { parameters }: Manifest): Check[] {
  const entries = Map.groupBy(tasks, ({ suite }) => suite);
  const unasked = [...entries.keys()].filter((name) =>
    parameters.suites.every((suite) => suite.name !== name),
  );
  return [
    ...parameters.suites.map(({ name, tasksSha256 }) =>
      compare(`tasks of ${name}`, tasksSha256, digestOf((entries.get(name) ?? []).map(({ task }) => task))),
    ),
    ...unasked.map((name) => compare(`tasks.jsonl: suite ${name}`, 'in the parameters', 'in none of them')),
  ];
}

/** The plan was written before the first sample, and its line is the first of the journal's chain. */
function checkPlan(manifest: Manifest, plan: RunPlan): Check[] {
  const { runId, hermesVersion, git, execution, parameters } = manifest;
  const { suites, ...rest } = parameters;
  const { suites: planned, ...plannedRest } = plan.parameters;
  const of = 'of the manifest against the plan in journal.jsonl';
  return [
    compare(`runId ${of}`, plan.runId, runId),
    compare(`hermesVersion ${of}`, plan.hermesVersion, hermesVersion),
    compareJson(`git ${of}`, plan.git, git),
    compare(`startedOn ${of}`, plan.startedOn, execution.startedOn),
    compare(
      'finishedOn of the manifest',
      new Date(Date.parse(plan.startedOn) + execution.wallMs).toISOString(),
      execution.finishedOn,
    ),
    compareJson(`parameters ${of}`, plannedRest, rest),
    ...suites.flatMap((suite) => checkPlannedSuite(suite, { planned, manifest })),
    ...(execution.partial === undefined
      ? planned
          .filter(
            ({ name, tasks }) =>
              tasks > leftOut(manifest, name) && suites.every((suite) => suite.name !== name),
          )
          .map(({ name }) => compare(`suite ${name} ${of}`, 'run', 'not in the manifest'))
      : []),
  ];
}

function checkPlannedSuite(
  suite: RunParameters['suites'][number],
  { planned, manifest }: { planned: RunParameters['suites']; manifest: Manifest },
): Check[] {
  const of = `of ${suite.name} against the plan in journal.jsonl`;
  const plan = planned.find(({ name }) => name === suite.name);
  if (plan === undefined) return [compare(`suite ${of}`, 'planned', 'not planned')];
  const { gates, tasks, tasksSha256, ...rest } = suite;
  const { gates: plannedGates, tasks: plannedTasks, tasksSha256: plannedSha256, ...plannedRest } = plan;
  const partial = manifest.execution.partial !== undefined;
  const known = new Set(plannedGates.map((gate) => digestOf(gate)));
  const gatesHold = partial && gates.every((gate) => known.has(digestOf(gate)));
  const missing = plannedTasks - tasks;
  return [
    compareJson(`suite ${of}`, plannedRest, rest),
    compareJson(`gates ${of}`, gatesHold ? gates : plannedGates, gates),
    missing === 0
      ? compare(`tasks ${of}`, plannedSha256, tasksSha256)
      : compare(
          `number of tasks ${of}`,
          partial || missing <= leftOut(manifest, suite.name) ? String(tasks) : String(plannedTasks),
          String(tasks),
        ),
  ];
}

function leftOut({ suites }: Manifest, name: string): number {
  return suites[name]?.excluded.length ?? 0;
}

/** What is both in the parameters and in the resolved config. */
function checkConfig({ parameters, config }: Manifest): Check[] {
  const parsed = HermesConfig.safeParse(config);
  if (!parsed.success)
    return [compare('config of the manifest', 'readable', parsed.error.issues[0]?.message ?? '')];
  const { seed, arms, determinism, hermetic, maxRounds, mutants, agents } = parsed.data;
  const own = { seed, arms: [...arms].sort(), determinism, hermetic, maxRounds, mutants, agents };
  return Object.entries(own).map(([key, value]) =>
    compareJson(
      `${key} of the parameters against the config`,
      value,
      (parameters as Record<string, unknown>)[key],
    ),
  );
}

/** Every material that a run of this kind must have is there, and those hashed before it started are what they were. */
function checkMaterials({ materials, parameters, suites }: Manifest, plan: RunPlan): Check[] {
  const found = new Map(materials.map((material) => [material.name, material]));
  const { model } = parameters;
  const asked = rolesAsked(parameters.suites);
  const roles = ownRolesAsked(parameters.suites, Object(parameters.agents) as object);
  const wanted = [
    ...(model === null || roles.length === 0
      ? []
      : ['model', 'tokenizer', ...roles.map((role) => `prompt:${model.profile}/${role}`)]),
    ...asked.filter((role) => !roles.includes(role)).map((role) => `agent:${role}`),
    ...parameters.suites.map(({ name }) => `tasks:${suites[name]?.source.name}`),
  ];
  return [
    ...wanted.map((name) =>
      compare(`material ${name}`, 'in the manifest', found.has(name) ? 'in the manifest' : 'missing'),
    ),
    ...plan.materials.map(({ name, sha256: digest }) =>
      compare(
        `material ${name} against the plan in journal.jsonl`,
        digest,
        found.get(name)?.sha256 ?? 'missing',
      ),
    ),
    ...parameters.suites.map(({ name }) =>
      compare(
        `material of the tasks of ${name}`,
        suites[name]?.source.sha256 ?? 'missing',
        found.get(`tasks:${suites[name]?.source.name}`)?.sha256 ?? 'missing',
      ),
    ),
    ...materials.flatMap(({ name, sha256: digest, annotations }) => {
      const { text } = annotations;
      return typeof text === 'string'
        ? [compare(`text of material ${name}`, digest, sha256(text.replace('\n---\n', '\0')))]
        : [];
    }),
  ];
}

/** hermeticity.jsonl against what the manifest counts, and against what programs tried; each kind of process has proven its seal. */
function checkSeal(
  { runDir, manifest }: { runDir: string; manifest: Manifest },
  events: SealEvent[],
): Check[] {
  const { level } = manifest.hermeticity;
  const tried = readObservations(runDir).flatMap(({ refused }) => Object.values(refused));
  const inside = events.filter(({ process }) => process === 'isolate').length;
  const kinds = ['sandbox', ...processesOf(manifest)];
  return [
    compareJson(
      'hermeticity of the manifest against hermeticity.jsonl',
      summarizeEvents(level, events),
      manifest.hermeticity,
    ),
    compare(
      'hermeticity.jsonl: attempts of programs',
      String(tried.reduce((sum, count) => sum + count, 0)),
      String(inside),
    ),
    ...(level === 'off'
      ? []
      : kinds.map((kind) =>
          compare(
            `hermeticity.jsonl: canaries of ${kind}`,
            'there',
            hasProven(kind, events) ? 'there' : 'missing',
          ),
        )),
  ];
}

function processesOf({ config, parameters }: Manifest): string[] {
  const parsed = HermesConfig.safeParse(config);
  return sealedProcesses(ownRolesAsked(parameters.suites, parsed.data?.agents ?? {}));
}

function checkDeterminism(manifest: Manifest, records: SampleRecord[]): Check[] {
  const config = HermesConfig.safeParse(manifest.config);
  if (!config.success) return [];
  const derived = determinismOf({
    config: config.data,
    gpu: gpuOf(manifest.machineClassInputs),
    records,
    materials: manifest.materials,
    suites: manifest.parameters.suites,
    outsideAgents: outsideAgentsFromCards(manifest, config.data),
  });
  return [compareJson('determinism class of the manifest', derived, manifest.determinism)];
}

/** An ending may be worse than samples and events tell, never better. */
function checkEnding(
  run: { runDir: string; manifest: Manifest; records: SampleRecord[] },
  events: SealEvent[],
): Check[] {
  const { runDir, manifest, records } = run;
  const { ending, execution, hermeticity } = manifest;
  const derived = decideEnding({
    summary: readSummary(runDir),
    records,
    breach: breachOf({ level: hermeticity.level, arrivals: null, processes: processesOf(manifest) }, events),
    armDifferences: armDifferences(records),
    changed: changedMaterials(manifest.materials),
    partial: execution.partial,
  });
  // What stopped a part of a run, or lost its samples, left no trace in those that it holds.
  const stopped = execution.partial !== undefined && ending.exitCode === ExitCode.harness;
  const worse = stopped || ending.exitCode === ExitCode.seal || ending.exitCode === ExitCode.interrupted;
  return [compareJson('ending of the manifest', worse ? ending : derived, ending)];
}
