import { builtInModels } from '../contract/config.ts';
import { Json } from '../contract/json.ts';
import type { Manifest, Material } from '../contract/manifest.ts';
import type {
  ReportFile,
  ReportInput,
  ReportProvenance,
  ReportSuite,
  ReportTask,
} from '../contract/report-input.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { Digests } from '../contract/summary.ts';
import { loadPrompts } from '../agents/render-prompt.ts';
import type { HostFacts } from '../host/host-protocol.ts';
import { resolveSampling } from './generation-config.ts';
import { seedScheme } from './seed.ts';
import type { Ending } from '../launcher/ending.ts';
import type { Hermeticity } from './hermeticity.ts';
import { packageVersion } from '../contract/package-files.ts';
import type { ActiveRun } from '../launcher/start-run.ts';

/** Everything a finished run knows, from which the report's input is put together. */
export interface FinishedRun {
  run: ActiveRun;
  facts: HostFacts;
  entries: JournalEntry[];
  hermeticity: Hermeticity;
  digests: Digests;
  determinism: { class: Manifest['determinismClass']; reason: string };
  ending: Ending;
  /** Suites and tasks that ran. */
  suites: Suite[];
  parameters: { [key: string]: Json };
  materials: Material[];
  machineClass: string;
  git: Manifest['git'];
  execution: Manifest['execution'];
}

/** The input of the report writers. */
export function reportInput(finished: FinishedRun): ReportInput {
  const { run, facts, hermeticity, determinism, digests, ending, execution } = finished;
  const { config } = run.init;
  return {
    runId: run.init.runId,
    startedAt: execution.startedOn,
    ending,
    summary: facts.summary,
    samples: finished.entries,
    tasks: finished.suites.flatMap((suite) => reportTasks(suite)),
    suites: Object.fromEntries(
      finished.suites.map((suite) => [suite.name, reportSuite(suite, facts.excluded[suite.name] ?? [])]),
    ),
    determinism: { ...determinism, profile: config.determinism },
    hermeticity,
    digests,
    provenance: provenance(finished),
    config: Json.parse(config),
    commands: {
      reproduce: reproduceCommand(run),
      verify: `npx hermes verify ${config.out}/${run.init.runId}`,
    },
  };
}

function reportTasks(suite: Suite): ReportTask[] {
  return suite.tasks.map((task) => {
    const { tier, family, difficulty, plan, cases, test } = task;
    return {
      suite: suite.name,
      task: task.task_id,
      statement: task.statement,
      signature: task.signature,
      entryPoint: task.entry_point,
      lang: task.lang,
      reference: task.reference,
      ...(tier !== undefined && { tier }),
      ...(family !== undefined && { family }),
      ...(difficulty !== undefined && { difficulty }),
      ...(plan !== undefined && { plan }),
      ...(cases !== undefined && { cases }),
      ...(test !== undefined && { test }),
    };
  });
}

function reportSuite({ origin }: Suite, excluded: HostFacts['excluded'][string]): ReportSuite {
  const { contamination } = origin;
  return {
    source: { name: origin.name, sha256: origin.sha256 },
    excluded,
    ...(contamination !== undefined && { contamination }),
  };
}

function provenance({ run, facts, materials, machineClass, git, execution }: FinishedRun): ReportProvenance {
  const { config, model } = run.init;
  const named = (prefix: string): ReportFile[] =>
    materials
      .filter((material) => material.name.startsWith(prefix))
      .map(({ name, sha256, location }) => ({
        name: name.slice(name.indexOf(':') + 1),
        sha256,
        note: location,
      }));
  const { cpuMs, wallMs, memoryMiB } = config.sandbox;
  const machineFacts = Object.entries(facts.machineClassInputs ?? {}).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    hermesVersion: packageVersion(),
    models: [
      {
        name: `${facts.model.repo}/${facts.model.file}`,
        sha256: facts.model.sha256,
        bytes: facts.model.bytes,
        note: `${facts.model.quantization}, revision ${facts.model.revision}`,
      },
    ],
    taskFiles: named('tasks:'),
    prompts: promptFiles(run, facts),
    nativeLibraries: named('native:'),
    locks: materials
      .filter(({ name }) => name.startsWith('lock'))
      .map(({ sha256, location }) => ({ name: location, sha256 })),
    source: git === 'absent' ? { commit: null, dirty: null } : git,
    versions: { node: process.versions.node, ...facts.sandbox.engine },
    machine: { class: machineClass, facts: Object.fromEntries(machineFacts) as Record<string, string> },
    seeds: { runSeed: config.seed, scheme: seedScheme },
    limits: { cpuMs, wallMs, memoryMiB, contextTokens: model.contextSize, ...resolveSampling(config, model) },
    execution: {
      workers: execution.workers,
      sandboxWorkers: execution.sandboxWorkers,
      launcher: execution.launcher,
      http2SentBytes: facts.http2.sent,
      http2ReceivedBytes: facts.http2.received,
      wallMs: execution.wallMs,
    },
  };
}

function promptFiles(run: ActiveRun, facts: HostFacts): ReportProvenance['prompts'] {
  const prompts = loadPrompts(run.init.model.profile);
  return Object.entries(facts.prompts).map(([name, sha256]) => {
    const role = name.slice(name.indexOf('/') + 1) as keyof typeof prompts.texts;
    const { system, user } = prompts.texts[role];
    return { name, sha256, text: `${system}\n---\n${user}` };
  });
}

function reproduceCommand({ plan, init }: ActiveRun): string {
  const { selection } = plan;
  const { config } = init;
  return [
    'npx hermes run',
    ...(selection.suites ?? []).map((name) => `--suite ${name}`),
    ...(selection.limit === undefined ? [] : [`--limit ${selection.limit}`]),
    ...(selection.samples === undefined ? [] : [`--samples ${selection.samples}`]),
    ...(config.maxRounds === 0 ? [] : [`--max-rounds ${config.maxRounds}`]),
    ...(config.model in builtInModels ? [] : [`--profile ${init.model.profile}`]),
    `--seed ${config.seed} --model ${config.model} --arm ${config.arms.join(',')}`,
  ].join(' ');
}
