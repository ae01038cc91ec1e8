import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderReports } from '../../../reports/render-reports.ts';
import { sha256 } from '../../contract/canonical-json.ts';
import { Sampling } from '../../contract/chat.ts';
import { HermesConfig, type HermesConfigInput, ModelEntry } from '../../contract/config.ts';
import type { HostFacts } from '../../contract/host-facts.ts';
import { type JournalEntry, tokensOf, type TranscriptEvent } from '../../contract/run-record.ts';
import { Suite } from '../../contract/suite.ts';
import { sampleObservation, sampleRecord } from '../../contract/testing/sample-records.ts';
import { runInput } from '../../metrics/run-input.ts';
import { summarizeRun } from '../../metrics/summarize-run.ts';
import { gatherEvidence, type StartedRun } from '../evidence.ts';
import { journalText } from '../journal.ts';
import { installedMaterials } from '../materials.ts';
import { readRecord } from '../read-run.ts';
import { planOfRun } from '../run-plan.ts';
import { closeRunDir, transcriptText, writeFindings, writeRunFiles } from '../write-run.ts';
import { deriveSeed } from '../seed.ts';

/** A run of three tasks whose host has ended, as launcher and host left it: nothing in it needs a model or a sandbox. */
export interface SmallRun {
  started: StartedRun;
  facts: HostFacts;
}

/** Puts the host's files of a small run into `root/run` and tells what launcher and host know of it. */
export function smallRun(root: string, given: HermesConfigInput = {}): SmallRun {
  const config = HermesConfig.parse(given);
  const isOutside = config.agents.coder !== undefined;
  const runDir = join(root, 'run');
  const ledgers = join(root, 'seal');
  for (const folder of [runDir, ledgers]) mkdirSync(folder, { recursive: true });
  const processes = [
    'run-host-7',
    'sandbox-7',
    'model-worker-7',
    'agent-planner',
    'agent-coder',
    'agent-tester',
  ];
  for (const process of processes) {
    const proof = {
      type: 'canary',
      atMs: 1,
      process,
      layer: 'socket',
      result: 'refused',
      detail: 'tcp: refused',
    };
    const files = { ...proof, layer: 'files', detail: 'read: ENOENT' };
    const lines = process.startsWith('agent-') ? [proof, files] : [proof];
    writeFileSync(
      join(ledgers, `${process}.jsonl`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  }
  const entries = ['a', 'b', 'ü'].flatMap((task) => [0, 1].map((sample) => entryOf(task, sample, isOutside)));
  const summary = summarizeRun(
    runInput({
      suites: [suite],
      records: entries.map(({ record }) => record),
      observations: entries.map(({ observation }) => observation),
    }),
  );
  const started = startedRun(root, config, ledgers);
  const { init, plan, installed } = started;
  const startedOn = new Date(init.startedAtEpochMs);
  const planned = planOfRun({ ...init, ...plan, installed, started: startedOn });
  writeFileSync(join(runDir, 'journal.jsonl'), journalText(planned, entries.toReversed()));
  writeRunFiles(runDir, entries.toReversed());
  return { started, facts: { ...facts, summary: { ...summary, leftOut: facts.excluded } } };
}

/** Puts the directory of a small run that is finished into `root/run` and gives its path. */
export function finishedRun(
  root: string,
  { config, agentCards = {} }: { config?: HermesConfigInput; agentCards?: HostFacts['agentCards'] } = {},
): string {
  const { started, facts } = smallRun(root, config);
  const known = { ...facts, agentCards };
  const { runDir } = started.init;
  const { evidence, tasks: ran, sealEvents } = gatherEvidence(started, known);
  writeFindings(runDir, { summary: known.summary, tasks: ran, sealEvents });
  for (const { name, text } of renderReports(readRecord(runDir, evidence))) {
    writeFileSync(join(runDir, name), text);
  }
  closeRunDir(runDir, evidence);
  return runDir;
}

const tasks = ['a', 'b', 'ü', 'never run'].map((id) => ({
  task_id: id,
  statement: `Say ${id}.`,
  signature: 'function say()',
  entry_point: 'say',
  reference: `function say() { return '${id}'; }`,
  cases: [{ args: [], expected: id }],
}));

const suite = Suite.parse({
  name: 'small',
  pipeline: 'coder',
  samples: 2,
  gates: [{ metric: 'pass_at_1', threshold: 0.4, direction: 'atLeast' }],
  origin: {
    kind: 'jsonl',
    name: 'tasks/small.jsonl',
    sha256: sha256('tasks'),
    locked: true,
    contamination: 'None known.',
    excluded: [],
  },
  tasks,
});

function entryOf(task: string, sample: number, isOutside: boolean): JournalEntry {
  const key = { suite: 'small', arm: 'PM', task, sample } as const;
  const passed = sample === 0;
  const seed = deriveSeed({
    runSeed: 42,
    suite: 'small',
    case: task,
    repeat: sample,
    role: 'coder',
    turn: 0,
  });
  const asked: TranscriptEvent = isOutside
    ? { type: 'request', role: 'coder', step: 'code', request: { statement: `Say ${task}.` }, outside: true }
    : {
        type: 'completion',
        role: 'coder',
        step: 'code',
        messages: [{ role: 'user', content: `Say ${task}.` }],
        sampling: Sampling.parse({}),
        seed,
        grammar: false,
        reply: { text: `say ${sample}`, finishReason: 'stop', tokens: { prefill: 100, decode: 20 } },
      };
  const transcript: TranscriptEvent[] = [
    { type: 'task', statement: `Say ${task}.`, signature: 'function say()', entryPoint: 'say' },
    asked,
    { type: 'answer', role: 'coder', step: 'code', answer: { code: `say ${sample}` } },
    {
      type: 'verdict',
      step: 'hidden',
      status: passed ? 'passed' : 'failed',
      error: passed ? null : { name: 'CaseError', message: 'case 1' },
      logs: '',
      assertions: { total: 1, failed: Number(!passed) },
      detail: [],
    },
  ];
  const record = sampleRecord({
    ...key,
    outcome: passed ? 'passed' : 'failed',
    verdict: passed ? 'passed' : 'failed',
    scores: { pass: Number(passed), refused: 0 },
    seeds: isOutside ? {} : { coder: seed },
    tokens: tokensOf(transcript),
    transcriptSha256: sha256(transcriptText(transcript)),
  });
  const wallMs = 10.1 * (sample + 1) + task.length / 3;
  const answered = { worker: 0, queueMs: 0.1, firstTokenMs: 1, wallMs, retries: 0, prefill: 90, decode: 7 };
  const observation = sampleObservation({
    ...key,
    wallMs,
    completions: isOutside ? [] : [{ role: 'coder', ...answered }],
    refused: sample === 1 ? { fetch: 2, 'a.connect': 1 } : {},
  });
  return { record, transcript, observation };
}

function startedRun(root: string, config: HermesConfig, ledgers: string): StartedRun {
  return {
    init: {
      runId: 'run',
      runDir: join(root, 'run'),
      projectRoot: root,
      startedAtEpochMs: Date.UTC(2026, 10, 22),
      config,
      model: ModelEntry.parse({ ref: 'org/name' }),
      workers: 1,
      sandboxWorkers: 1,
      devices: {},
      level: 'kernel',
    },
    plan: { suites: [suite], launcher: 'cli', selection: { suites: ['small'], limit: 3 } },
    wanted: null,
    relayedPorts: [],
    childEnv: { TZ: 'UTC', SECRET: 'not for the record' },
    ledgerDirs: [ledgers],
    installed: installedMaterials(root),
    listeners: null,
  };
}

const facts: Omit<HostFacts, 'summary'> = {
  model: {
    repo: 'org/name',
    revision: 'v1',
    file: 'name.gguf',
    bytes: 1_000,
    quantization: 'Q8_0',
    sha256: sha256('model'),
    tokenizerSha256: sha256('tokenizer'),
    chatTemplateSha256: null,
  },
  prompts: { 'standard/coder': { sha256: sha256('You are the Coder.'), text: 'You are the Coder.' } },
  agentCards: {},
  nativeLibraries: [],
  machineClassInputs: { arch: 'x64', gpu: null },
  http2: { sessions: 1, sent: 10, received: 20 },
  pool: [],
  sandbox: { levels: {}, engine: { v8: '13' }, limits: {} },
  changed: [],
  generationConfig: { PM: sha256('generation') },
  excluded: { small: [{ taskId: 'wrong', reason: 'its reference fails' }] },
};
