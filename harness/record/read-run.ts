import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { HermesError, textOf } from '../contract/errors.ts';
import { type Evidence, Manifest } from '../contract/manifest.ts';
import { type RunRecord, TaskEntry } from '../contract/run-directory.ts';
import { type SampleKey, SampleObservation, SampleRecord, TranscriptEvent } from '../contract/run-record.ts';
import { RunSummary, SealEvent } from '../contract/summary.ts';
import { linesOf } from './safe-files.ts';
import { transcriptName } from './write-run.ts';

// The one reader of run directories. What it gives depends on the directory alone: no project, no cache, no clock.

/** The directory that a path names; where links are not allowed, `latest` is a file that holds the name of its neighbour. */
export function resolveRunDir(path: string): string {
  const whole = resolve(path);
  if (statSync(whole, { throwIfNoEntry: false })?.isFile() !== true) return whole;
  const name = readFileSync(whole, 'utf8').trim();
  return /^[\w.-]{1,100}$/.test(name) ? join(dirname(whole), name) : whole;
}

/** manifest.json of a finished run. Throws HERMES_RUN_DIR_UNREADABLE, as all below, with file, line and what is wrong. */
export function readManifest(runDir: string): Manifest {
  const path = join(runDir, 'manifest.json');
  if (!existsSync(path) && existsSync(join(runDir, 'journal.jsonl'))) {
    throw unreadable(path, 'the run did not finish; what it finished is in journal.jsonl');
  }
  return readJson(path, Manifest);
}

/** Everything that reports are made of. */
export function readRecord(runDir: string, manifest: Evidence): RunRecord {
  const observations = new Map(readObservations(runDir).map((seen) => [nameOf(seen), seen]));
  return {
    manifest,
    summary: readSummary(runDir),
    samples: readSamples(runDir).map((record) => {
      const observation = observations.get(nameOf(record));
      if (observation === undefined) {
        throw unreadable(join(runDir, 'observations.jsonl'), `it has no line for ${nameOf(record)}`);
      }
      return { record, transcript: readTranscript(runDir, record), observation };
    }),
    tasks: readTasks(runDir),
    sealEvents: readSealEvents(runDir),
  };
}

/** The transcript of a sample, by the name that is its alone. */
export function readTranscript(runDir: string, key: SampleKey): TranscriptEvent[] {
  return readLines(join(runDir, 'transcripts', transcriptName(key)), TranscriptEvent);
}

/** hermeticity.jsonl. */
export function readSealEvents(runDir: string): SealEvent[] {
  return readLines(join(runDir, 'hermeticity.jsonl'), SealEvent);
}

/** samples.jsonl. */
export function readSamples(runDir: string): SampleRecord[] {
  return readLines(join(runDir, 'samples.jsonl'), SampleRecord);
}

/** observations.jsonl. */
export function readObservations(runDir: string): SampleObservation[] {
  return readLines(join(runDir, 'observations.jsonl'), SampleObservation);
}

/** metrics.json. */
export function readSummary(runDir: string): RunSummary {
  return readJson(join(runDir, 'metrics.json'), RunSummary);
}

/** tasks.jsonl. */
export function readTasks(runDir: string): TaskEntry[] {
  return readLines(join(runDir, 'tasks.jsonl'), TaskEntry);
}

function nameOf({ suite, arm, task, sample }: SampleKey): string {
  return `${suite} ${arm} ${task}#${sample}`;
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  const text = reading(path, () => [...linesOf(path)].map((line) => line.text).join('\n'));
  return parse(text, schema, path);
}

function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  return reading(path, () =>
    [...linesOf(path)].flatMap(({ text, number }) =>
      text === '' ? [] : [parse(text, schema, `${path}, line ${number}`)],
    ),
  );
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof HermesError ? cause : unreadable(path, cause);
  }
}

function parse<T>(text: string, schema: z.ZodType<T>, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(where, cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadable(where, parsed.error);
  return parsed.data;
}

function unreadable(where: string, cause: unknown): HermesError {
  return new HermesError('HERMES_RUN_DIR_UNREADABLE', {
    message: `${where}: ${reasonOf(cause).slice(0, 300)}.`,
    value: where,
    fix: 'give the directory of a finished run, e.g. hermes-runs/latest; `hermes verify` names every file of it that was changed.',
    cause,
  });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError) return z.prettifyError(cause).replaceAll(/\s*\n\s*/g, ' ');
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return missing ? 'there is no such file' : textOf(cause);
}
