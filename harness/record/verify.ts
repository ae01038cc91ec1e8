import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, digestOf, sha256 } from '../contract/canonical-json.ts';
import { HermesError } from '../contract/errors.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { ArmComparison, RunSummary } from '../contract/summary.ts';
import { runInput } from '../metrics/run-input.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import { runDigests } from './digests.ts';
import { readManifest, readObservations, readSamples, readSummary, readTasks } from './read-run.ts';
import { listRunFiles } from './write-run.ts';
import { deriveSeed } from './seed.ts';

/** One thing that was recomputed: what, whether it holds, and if not, both values. */
export interface Check {
  what: string;
  ok: boolean;
  expected?: string | undefined;
  actual?: string | undefined;
}

/**
 * Recomputes everything a run directory claims about itself: files, sums, digests, transcripts, tasks, seeds and every number of metrics.json.
 * Finds corruption, not forgery by the author: signing comes later. Throws HERMES_RUN_DIR_UNREADABLE when there is no readable manifest.
 */
export function verifyRun(runDir: string): { manifest: Manifest; checks: Check[] } {
  const manifest = readManifest(runDir);
  const present = listRunFiles(runDir);
  const checks = [
    ...checkFiles(present, manifest),
    ...checkSums(runDir),
    ...checkDigests(runDir, manifest),
    ...ifReadable(() => checkTasks(runDir, manifest)),
    ...ifReadable(() => {
      const records = readSamples(runDir);
      return [...checkTranscripts(records, present), ...checkSeeds(records, manifest)];
    }),
    ...ifReadable(() => checkNumbers(runDir, manifest)),
  ];
  return { manifest, checks };
}

/** One comparison as a check. */
export function compare(what: string, expected: string, actual: string): Check {
  return expected === actual ? { what, ok: true } : { what, ok: false, expected, actual };
}

/** A damaged file is one more thing that differs, told with its place; it is also in the list of files. */
function ifReadable(check: () => Check[]): Check[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof HermesError)) throw error;
    return [compare('records of the run', 'readable', error.message.slice(0, 300))];
  }
}

function checkFiles(files: Manifest['files'], manifest: Manifest): Check[] {
  const present = new Map(files.map((file) => [file.name, file.sha256]));
  const claimed = new Set(manifest.files.map((file) => file.name));
  const listed = manifest.files.map(({ name, sha256: expected }) =>
    compare(`file ${name}`, expected, present.get(name) ?? 'missing'),
  );
  const extra = [...present.keys()]
    .filter((name) => !claimed.has(name))
    .map((name) => compare(`file ${name}`, 'not in the manifest', 'present'));
  return [...listed, ...extra];
}

function checkSums(runDir: string): Check[] {
  const path = join(runDir, 'SHA256SUMS');
  if (!existsSync(path)) return [compare('SHA256SUMS', 'present', 'missing')];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [expected = '', name = ''] = line.split('  ');
    const file = join(runDir, name);
    return compare(`sum of ${name}`, expected, existsSync(file) ? sha256(readFileSync(file)) : 'missing');
  });
}

function checkDigests(runDir: string, manifest: Manifest): Check[] {
  const machineClass = digestOf(manifest.machineClassInputs);
  const samples = join(runDir, 'samples.jsonl');
  const results = existsSync(samples) ? sha256(readFileSync(samples)) : 'missing';
  const digests = runDigests({ ...manifest, machineClass, results });
  return [
    compare('machine class', manifest.machineClass, machineClass),
    ...(['parameters', 'materials', 'run', 'results'] as const).map((name) =>
      compare(`${name} digest`, manifest.digests[name], digests[name]),
    ),
  ];
}

function checkTasks(runDir: string, { parameters }: Manifest): Check[] {
  const entries = Map.groupBy(readTasks(runDir), ({ suite }) => suite);
  return parameters.suites.map(({ name, tasksSha256 }) => {
    const tasks = (entries.get(name) ?? []).map(({ task }) => task);
    return compare(`tasks of ${name}`, tasksSha256, digestOf(tasks));
  });
}

function checkTranscripts(records: SampleRecord[], present: Manifest['files']): Check[] {
  const files = new Set(
    present.filter(({ name }) => name.startsWith('transcripts/')).map((file) => file.sha256),
  );
  return records.map(({ suite, arm, task, sample, transcriptSha256 }) => {
    const found = files.has(transcriptSha256) ? transcriptSha256 : 'no transcript has this digest';
    return compare(`transcript of ${suite} ${arm} ${task}#${sample}`, transcriptSha256, found);
  });
}

function checkSeeds(records: SampleRecord[], { parameters }: Manifest): Check[] {
  const runSeed = parameters.seed;
  return records.flatMap(({ suite, arm, task, sample, seeds }) =>
    Object.entries(seeds).map(([name, seed]) => {
      const [role = '', turn = '0'] = name.split('/');
      const derived = deriveSeed({ runSeed, suite, case: task, repeat: sample, role, turn: Number(turn) });
      return compare(`seed ${name} of ${suite} ${arm} ${task}#${sample}`, String(derived), String(seed));
    }),
  );
}

function checkNumbers(runDir: string, { parameters }: Manifest): Check[] {
  const claimed = readSummary(runDir);
  const records = readSamples(runDir);
  const observations = readObservations(runDir);
  const derived = summarizeRun(runInput({ suites: parameters.suites, records, observations }));
  return [
    ...claimed.suites.flatMap((suite) => checkSuite(suite, derived)),
    ...checkArms(claimed.arms ?? [], derived.arms ?? []),
    compareJson('throughput', derived.throughput, claimed.throughput),
  ];
}

function checkSuite(claimed: RunSummary['suites'][number], derived: RunSummary): Check[] {
  const again = derived.suites.find(({ name, arm }) => name === claimed.name && arm === claimed.arm);
  const where = `${claimed.name} ${claimed.arm}`;
  const metrics = Object.entries(claimed.metrics)
    // Memory is measured once a run and is in no record.
    .filter(([key]) => key !== 'process_memory_mb' && key !== 'device_utilization')
    .map(([key, metric]) => compareJson(`${key} of ${where}`, again?.metrics[key], metric));
  return [
    compareJson(`outcomes of ${where}`, again?.outcomes, claimed.outcomes),
    compareJson(`gates of ${where}`, again?.gates, claimed.gates),
    ...metrics,
  ];
}

function checkArms(claimed: ArmComparison[], derived: ArmComparison[]): Check[] {
  const namesOf = (pairs: ArmComparison[]) => pairs.map(({ suite, first, second }) => [suite, first, second]);
  const checks = claimed.flatMap(({ metrics, ...rest }, index) => {
    const { metrics: metricsAgain = {}, ...restAgain } = derived[index] ?? {};
    const where = `arms ${rest.first} and ${rest.second} of ${rest.suite}`;
    return [
      compareJson(`outcomes in ${where}`, restAgain, rest),
      ...Object.entries(metrics).map(([key, metric]) =>
        compareJson(`${key} in ${where}`, metricsAgain[key], metric),
      ),
    ];
  });
  return [compareJson('compared arms', namesOf(derived), namesOf(claimed)), ...checks];
}

function compareJson(what: string, expected: unknown, actual: unknown): Check {
  return compare(what, json(expected), json(actual));
}

function json(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}
