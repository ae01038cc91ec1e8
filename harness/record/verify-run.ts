import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { Manifest } from '../contract/manifest.ts';
import { SampleRecord } from '../contract/run-record.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { runDigests } from './digests.ts';
import { listRunFiles } from './run-dir-files.ts';

/** One thing that was recomputed: what, whether it holds, and if not, both values. */
export interface Check {
  what: string;
  ok: boolean;
  expected?: string;
  actual?: string;
}

/**
 * Recomputes everything a run directory claims about itself: files, sums, digests, samples against transcripts. Finds corruption, not forgery by
 * the author: signing comes later. Throws HERMES_RUN_VERIFY_INPUT when there is no readable manifest.
 */
export function verifyRun(runDir: string): { manifest: Manifest; checks: Check[] } {
  const manifest = readManifest(runDir);
  const present = listRunFiles(runDir);
  const checks = [
    ...checkFiles(present, manifest),
    ...checkSums(runDir),
    ...checkDigests(runDir, manifest),
    ...checkTranscripts(runDir, present),
  ];
  return { manifest, checks };
}

function readManifest(runDir: string): Manifest {
  const path = join(runDir, 'manifest.json');
  try {
    return Manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new HermesError('HERMES_RUN_VERIFY_INPUT', {
      message: `${path} is not a readable manifest: ${textOf(cause).slice(0, 300)}.`,
      fix: 'give the run directory of a finished run, e.g. hermes-runs/latest.',
      cause,
    });
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

function checkTranscripts(runDir: string, present: Manifest['files']): Check[] {
  const samples = join(runDir, 'samples.jsonl');
  if (!existsSync(samples)) return [];
  const files = new Set(
    present.filter(({ name }) => name.startsWith('transcripts/')).map((file) => file.sha256),
  );
  return readFileSync(samples, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const parsed = SampleRecord.safeParse(safeJson(line));
      if (!parsed.success) return compare('line of samples.jsonl', 'a sample record', line.slice(0, 80));
      const { suite, arm, task, sample, transcriptSha256 } = parsed.data;
      const found = files.has(transcriptSha256) ? transcriptSha256 : 'no transcript has this digest';
      return compare(`transcript of ${suite} ${arm} ${task}#${sample}`, transcriptSha256, found);
    });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One comparison as a check. */
export function compare(what: string, expected: string, actual: string): Check {
  return expected === actual ? { what, ok: true } : { what, ok: false, expected, actual };
}
