import { join } from 'node:path';
import { digestOf, sha256 } from '../contract/canonical-json.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import type { Manifest } from '../contract/manifest.ts';
import { packageVersion } from '../contract/package-files.ts';
import type { RunRecord } from '../contract/run-directory.ts';
import { type Check, compare } from './check.ts';
import { runDigests } from './digests.ts';
import { readManifest, readRecord, readSamples, readTasks } from './read-run.ts';
import { digestOfFile, linesOf, listFolder } from './safe-files.ts';
import { checkClaims } from './verify-claims.ts';
import { checkNumbers } from './verify-numbers.ts';
import { checkSamples } from './verify-samples.ts';
import { sumsText } from './write-run.ts';

/** What verifying found. */
export interface Verification {
  manifest: Manifest;
  checks: Check[];
  /** What could not be recomputed here, and why. */
  unchecked: string[];
}

/** Makes the reports of a record, as the run did. */
type Render = (record: RunRecord) => { name: string; text: string }[];

/** Files that every finished run has. */
const wholeRun = [
  'hermeticity.jsonl',
  'journal.jsonl',
  'junit.xml',
  'metrics.json',
  'observations.jsonl',
  'report.html',
  'report.md',
  'samples.jsonl',
  'tasks.jsonl',
];

/**
 * Recomputes everything a run directory claims: files, sums and digests, records from transcripts, numbers from records, reports from the record, the manifest
 * from the plan, the config and the events. Reads regular files inside the directory only. Finds what contradicts itself; an author who makes all of it anew
 * without a contradiction is found by executing the run again. Throws HERMES_RUN_DIR_UNREADABLE when there is no readable manifest.
 */
export function verifyRun(runDir: string, render: Render): Verification {
  const { strange, files } = listFolder(runDir);
  const manifest = readManifest(runDir);
  const odd = strange.map(({ name, kind }) => compare(`file ${name}`, 'a regular file', `a ${kind}`));
  // What lies behind a link is not looked at, and neither is the rest: no file below it is this run's.
  if (odd.length > 0)
    return {
      manifest,
      checks: odd,
      unchecked: ['everything else: links, pipes and devices are not followed'],
    };
  const unchecked = reportsUnchecked(manifest);
  const checks = [
    ...checkFiles(runDir, { present: files, manifest }),
    ...checkSums(runDir, manifest),
    ...ifReadable(() => checkDigests(runDir, manifest)),
    ...ifReadable(() => {
      const run = { runDir, manifest, records: readSamples(runDir), tasks: readTasks(runDir) };
      return [
        ...ifReadable(() => checkSamples(run)),
        ...ifReadable(() => checkNumbers(runDir, manifest, run.records)),
        ...ifReadable(() => checkClaims(run)),
      ];
    }),
    ...(unchecked.length === 0 ? ifReadable(() => checkReports(runDir, { manifest, render })) : []),
  ];
  return { manifest, checks, unchecked };
}

function reportsUnchecked({ hermesVersion }: Manifest): string[] {
  if (hermesVersion === packageVersion()) return [];
  return [
    `report.html, report.md, junit.xml: made by Hermes ${hermesVersion}, and this is ${packageVersion()}`,
  ];
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

function checkFiles(
  runDir: string,
  { present, manifest }: { present: string[]; manifest: Manifest },
): Check[] {
  const here = new Set(present);
  const claimed = new Set(manifest.files.map((file) => file.name));
  const listings = new Set(['manifest.json', 'SHA256SUMS']);
  return [
    ...manifest.files.map(({ name, sha256: expected }) =>
      compare(`file ${name}`, expected, here.has(name) ? digestOfFile(join(runDir, name)).sha256 : 'missing'),
    ),
    ...present
      .filter((name) => !claimed.has(name) && !listings.has(name))
      .map((name) => compare(`file ${name}`, 'not in the manifest', 'present')),
    ...wholeRun
      .filter((name) => !claimed.has(name))
      .map((name) => compare(`file ${name}`, 'in the manifest', 'not in it')),
    ...manifest.files
      .filter(({ name }) => name.startsWith('anchors/'))
      .map(({ name, sha256: digest }) => compare(`anchor ${name}`, name.split('/').at(-1) ?? '', digest)),
  ];
}

/** SHA256SUMS, line by line, is what the manifest makes of it. */
function checkSums(runDir: string, manifest: Manifest): Check[] {
  const path = join(runDir, 'SHA256SUMS');
  const lines = textOfFile(path);
  if (lines === undefined) return [compare('SHA256SUMS', 'present', 'missing')];
  const wanted = sumsText(manifest.files, digestOfFile(join(runDir, 'manifest.json')).sha256)
    .split('\n')
    .filter(Boolean);
  const found = new Map(lines.map((line) => [nameIn(line), line]));
  const names = new Set(wanted.map((line) => nameIn(line)));
  return [
    ...wanted.map((line) =>
      compare(
        `sum of ${nameIn(line)}`,
        line.slice(0, 64),
        found.get(nameIn(line))?.slice(0, 64) ?? 'missing',
      ),
    ),
    ...lines
      .filter((line) => !names.has(nameIn(line)))
      .map((line) => compare(`SHA256SUMS: ${nameIn(line)}`, 'not in it', 'in it')),
    compare('SHA256SUMS: lines', String(wanted.length), String(lines.length)),
  ];
}

function nameIn(line: string): string {
  return line.slice(66);
}

function textOfFile(path: string): string[] | undefined {
  try {
    return [...linesOf(path)].map(({ text }) => text);
  } catch {
    return undefined;
  }
}

function checkDigests(runDir: string, manifest: Manifest): Check[] {
  const machineClass = digestOf(manifest.machineClassInputs);
  const results = resultsOf(runDir);
  const digests = runDigests({ ...manifest, machineClass, results });
  return [
    compare('machine class', manifest.machineClass, machineClass),
    ...(['parameters', 'materials', 'run', 'results'] as const).map((name) =>
      compare(`${name} digest`, manifest.digests[name], digests[name]),
    ),
  ];
}

function resultsOf(runDir: string): string {
  try {
    return digestOfFile(join(runDir, 'samples.jsonl')).sha256;
  } catch (error) {
    return `unreadable: ${textOf(error)}`;
  }
}

/** Each report made again has the bytes that lie there. */
function checkReports(runDir: string, { manifest, render }: { manifest: Manifest; render: Render }): Check[] {
  return render(readRecord(runDir, manifest)).map(({ name, text }) => {
    const listed = manifest.files.find((file) => file.name === name)?.sha256 ?? 'missing';
    return compare(`${name} made again from the record`, sha256(text), listed);
  });
}
