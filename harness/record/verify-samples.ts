import { join } from 'node:path';
import { canonicalJson, sha256 } from '../contract/canonical-json.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { TaskEntry } from '../contract/run-directory.ts';
import type { SampleKey, SampleRecord, TranscriptEvent } from '../contract/run-record.ts';
import type { Task } from '../contract/task.ts';
import { type Check, compare, compareJson } from './check.ts';
import { readObservations, readTranscript } from './read-run.ts';
import { recordFromTranscript } from './record-from-transcript.ts';
import { readJournal } from './journal.ts';
import { deriveSeed } from './seed.ts';
import { transcriptName, transcriptText } from './write-run.ts';

/** What the checks of samples look at. */
export interface SamplesOfRun {
  runDir: string;
  manifest: Manifest;
  records: SampleRecord[];
  tasks: TaskEntry[];
}

/** Compares every record with its transcript, its seeds, the journal and the plan of the run; each sample is there once. */
export function checkSamples(read: SamplesOfRun): Check[] {
  const run = {
    ...read,
    tasks: new Map(read.tasks.map(({ suite, task }) => [taskKey(suite, task.task_id), task])),
  };
  return [
    ...checkNames(read),
    ...run.records.flatMap((record) => checkRecord(record, run)),
    ...checkJournal(read),
    ...checkComplete(read),
  ];
}

/** The same with its tasks by suite and id. */
type IndexedRun = Omit<SamplesOfRun, 'tasks'> & { tasks: Map<string, Task> };

function taskKey(suite: string, id: string): string {
  return `${suite} ${id}`;
}

/** Names a sample as checks do. */
function nameOf({ suite, arm, task, sample }: SampleKey): string {
  return `${suite} ${arm} ${task}#${sample}`;
}

/** Files of transcripts and lines of samples are of the same samples. */
function checkNames({ records, manifest }: SamplesOfRun): Check[] {
  const wanted = new Set(records.map((record) => `transcripts/${transcriptName(record)}`));
  const twice = [...Map.groupBy(records, (record) => nameOf(record))].filter(([, own]) => own.length > 1);
  return [
    ...manifest.files
      .filter(({ name }) => name.startsWith('transcripts/') && !wanted.has(name))
      .map(({ name }) => compare(`file ${name}`, 'of a sample in samples.jsonl', 'of no sample')),
    ...twice.map(([name, own]) => compare(`samples.jsonl: ${name}`, 'one line', `${own.length} lines`)),
  ];
}

function checkRecord(record: SampleRecord, run: IndexedRun): Check[] {
  const name = nameOf(record);
  const file = `transcripts/${transcriptName(record)}`;
  let transcript: TranscriptEvent[];
  try {
    transcript = readTranscript(run.runDir, record);
  } catch {
    return [compare(`transcript of ${name}`, 'readable', `${file} is missing or damaged`)];
  }
  const found = sha256(transcriptText(transcript));
  return [
    compare(`transcript of ${name}`, record.transcriptSha256, found),
    ...checkSeeds(record, run.manifest.parameters.seed),
    ...checkDerived(record, transcript, run),
  ];
}

function checkSeeds({ seeds, ...key }: SampleRecord, runSeed: number): Check[] {
  const { suite, task, sample } = key;
  return Object.entries(seeds).map(([name, seed]) => {
    const [role = '', turn = '0'] = name.split('/');
    const derived = deriveSeed({ runSeed, suite, case: task, repeat: sample, role, turn: Number(turn) });
    return compare(`seed ${name} of ${nameOf(key)}`, String(derived), String(seed));
  });
}

/** The record against what its transcript says; what a transcript does not say is in the journal as well. */
function checkDerived(record: SampleRecord, transcript: TranscriptEvent[], run: IndexedRun): Check[] {
  const name = nameOf(record);
  const { parameters } = run.manifest;
  const task = run.tasks.get(taskKey(record.suite, record.task));
  const pipeline = parameters.suites.find((suite) => suite.name === record.suite)?.pipeline;
  if (task === undefined || pipeline === undefined)
    return [compare(`samples.jsonl: ${name}`, 'of a task in tasks.jsonl', 'of no task')];
  const { maxRounds } = parameters;
  const derived = recordFromTranscript(transcript, { pipeline, task, maxRounds });
  const of = `record of ${name}`;
  const { outcome, verdict, tokens, scores, counts, errorCode, seeds } = record;
  const [first] = transcript;
  const own = Object.entries(seeds).map(([key, seed]) => `${key.split('/')[0]} ${seed}`);
  return [
    compareJson(
      `task in the transcript of ${name}`,
      task.statement,
      first?.type === 'task' ? first.statement : undefined,
    ),
    compareJson(`${of}: tokens`, derived.tokens, tokens),
    ...transcript.flatMap((event) =>
      event.type === 'request'
        ? [
            compareJson(
              `${of}: ${event.role} outside the seal`,
              run.manifest.outsideAgents[event.role] !== undefined,
              event.outside === true,
            ),
          ]
        : [],
    ),
    compareJson(`${of}: verdict`, derived.verdict, verdict),
    compare(
      `${of}: outcome`,
      derived.outcomes.includes(outcome) ? outcome : derived.outcomes.join(' or '),
      outcome,
    ),
    ...(derived.errorCode === undefined
      ? []
      : [compareJson(`${of}: errorCode`, derived.errorCode, errorCode)]),
    ...derived.seeds
      .filter(({ role, seed }) => !own.includes(`${role} ${seed}`))
      .map(({ role, seed }) => compare(`${of}: seeds`, `${role} ${seed}`, own.join(', '))),
    ...Object.entries(derived.scores).map(([key, score]) =>
      compareJson(`${of}: score ${key}`, score, scoreOf(scores, key)),
    ),
    ...Object.entries(derived.counts).map(([key, count]) =>
      compareJson(`${of}: count ${key}`, count, scoreOf(counts, key)),
    ),
  ];
}

function scoreOf(scores: object, key: string): unknown {
  return (scores as Record<string, unknown>)[key];
}

/** Each sample is in the journal as it is in the files made of it, and every line follows the one before. */
function checkJournal({ runDir, records }: SamplesOfRun): Check[] {
  const journal = readJournal(join(runDir, 'journal.jsonl'));
  const observations = new Map(readObservations(runDir).map((seen) => [nameOf(seen), seen]));
  const entries = Map.groupBy(journal.entries, ({ record }) => nameOf(record));
  const names = new Set(records.map((record) => nameOf(record)));
  return [
    compare(
      'journal.jsonl: chain of its lines',
      'whole',
      journal.damaged.length === 0 ? 'whole' : `broken at line ${journal.damaged.join(', ')}`,
    ),
    ...[...entries.keys()]
      .filter((name) => !names.has(name))
      .map((name) => compare(`journal.jsonl: ${name}`, 'in samples.jsonl', 'in no line of it')),
    ...records.flatMap((record) => {
      const name = nameOf(record);
      const own = entries.get(name) ?? [];
      const entry = own.at(-1);
      if (own.length !== 1 || entry === undefined)
        return [compare(`journal.jsonl: ${name}`, 'one line', `${own.length} lines`)];
      return [
        compareJson(`samples.jsonl against journal.jsonl: ${name}`, entry.record, record),
        compare(
          `transcript against journal.jsonl: ${name}`,
          sha256(transcriptText(entry.transcript)),
          record.transcriptSha256,
        ),
        compareJson(
          `observations.jsonl against journal.jsonl: ${name}`,
          entry.observation,
          observations.get(name),
        ),
      ];
    }),
    compare('observations.jsonl: lines', String(records.length), String(observations.size)),
  ];
}

/** Every sample of every task that ran is there, unless the manifest says that the run is partial. */
function checkComplete({ manifest, records, tasks }: SamplesOfRun): Check[] {
  const { partial } = manifest.execution;
  if (partial !== undefined)
    return [compareJson('samples of the partial run', partial.samples, records.length)];
  const present = new Set(records.map((record) => canonicalJson(keyOf(record))));
  const suites = new Map(manifest.parameters.suites.map((suite) => [suite.name, suite]));
  const missing = tasks
    .flatMap(({ suite, task }) => {
      const { samples = 1, given } = suites.get(suite) ?? {};
      // Of answers made elsewhere, tasks may have different numbers.
      const attempts = given === undefined ? samples : 0;
      return manifest.parameters.arms.flatMap((arm) =>
        Array.from({ length: attempts }, (_, sample) => ({ suite, arm, task: task.task_id, sample })),
      );
    })
    .filter((key) => !present.has(canonicalJson(key)));
  return missing.map((key) => compare(`samples.jsonl: ${nameOf(key)}`, 'one line', 'no line'));
}

function keyOf({ suite, arm, task, sample }: SampleKey): SampleKey {
  return { suite, arm, task, sample };
}
