import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../contract/canonical-json.ts';
import { type Evidence, Manifest } from '../contract/manifest.ts';
import type { TaskEntry } from '../contract/run-directory.ts';
import type { JournalEntry, SampleKey, TranscriptEvent } from '../contract/run-record.ts';
import type { RunSummary, SealEvent } from '../contract/summary.ts';
import { digestOfFile, listFolder } from './safe-files.ts';

// All that is written to a run directory, in the order in which it is written; read-run.ts reads it.

/** Entries in the order of every deterministic file: suite, arm, task, sample (by UTF-16 code units). */
export function sortEntries(entries: JournalEntry[]): JournalEntry[] {
  const keyOf = ({ record }: JournalEntry) => [record.suite, record.arm, record.task];
  return [...entries].sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    for (const [index, text] of a.entries()) {
      const other = b[index] ?? '';
      if (text !== other) return text < other ? -1 : 1;
    }
    return left.record.sample - right.record.sample;
  });
}

/** Text of samples.jsonl: one canonical line a sample. Its SHA-256 is the results digest. */
export function samplesText(sorted: JournalEntry[]): string {
  return sorted.map(({ record }) => `${canonicalJson(record)}\n`).join('');
}

/** Name of a sample's transcript inside `transcripts/`: only `[A-Za-z0-9._-]`, unique by a digest of the whole key. */
export function transcriptName(key: SampleKey): string {
  const { suite, arm, task, sample } = key;
  const slug = task.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 60);
  const unique = sha256(canonicalJson({ suite, arm, task, sample })).slice(0, 10);
  return `${suite}.${arm}.${slug}.${sample}.${unique}.jsonl`;
}

/** A transcript as its file holds it: one canonical JSON line an event. */
export function transcriptText(transcript: TranscriptEvent[]): string {
  return transcript.map((event) => `${canonicalJson(event)}\n`).join('');
}

/** Writes samples.jsonl, transcripts/ and observations.jsonl into the run directory; returns the results digest. */
export function writeRunFiles(runDir: string, entries: JournalEntry[]): string {
  const sorted = sortEntries(entries);
  const samples = samplesText(sorted);
  writeFileSync(join(runDir, 'samples.jsonl'), samples);
  for (const folder of ['transcripts', 'anchors']) mkdirSync(join(runDir, folder), { recursive: true });
  for (const { record, transcript } of sorted) {
    writeFileSync(join(runDir, 'transcripts', transcriptName(record)), transcriptText(transcript));
  }
  const observations = sorted.map(({ observation }) => `${JSON.stringify(observation)}\n`).join('');
  writeFileSync(join(runDir, 'observations.jsonl'), observations);
  return sha256(samples);
}

/**
 * Writes what is known when the run host has ended: metrics.json, hermeticity.jsonl and tasks.jsonl (deterministic: suites by name, tasks as
 * their suite has them). The last holds the hidden tests: write it when no process of an agent is left.
 */
export function writeFindings(
  runDir: string,
  findings: { summary: RunSummary; sealEvents: SealEvent[]; tasks: TaskEntry[] },
): void {
  const { summary, sealEvents, tasks } = findings;
  const write = (name: string, text: string) => writeFileSync(join(runDir, name), text);
  write('metrics.json', `${JSON.stringify(summary, null, 1)}\n`);
  write('hermeticity.jsonl', sealEvents.map((event) => `${JSON.stringify(event)}\n`).join(''));
  write('tasks.jsonl', tasks.map((entry) => `${canonicalJson(entry)}\n`).join(''));
}

/** Files that list the others and therefore cannot list themselves. */
const listings = new Set(['manifest.json', 'SHA256SUMS']);

/** Every file of a run directory but its listings, sorted by name, with size and SHA-256. */
function listRunFiles(runDir: string): Manifest['files'] {
  return listFolder(runDir)
    .files.filter((name) => !listings.has(name))
    .map((name) => ({ name, ...digestOfFile(join(runDir, name)) }));
}

/** Closes a run directory whose other files are all written: manifest.json and, as `sha256sum -c` reads it, SHA256SUMS. */
export function closeRunDir(runDir: string, evidence: Evidence): Manifest {
  const manifest = Manifest.parse({ ...evidence, files: listRunFiles(runDir) });
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  writeAtomically(join(runDir, 'manifest.json'), text);
  writeAtomically(join(runDir, 'SHA256SUMS'), sumsText(manifest.files, sha256(text)));
  return manifest;
}

/** Text of SHA256SUMS: the listed files, and the manifest that lists them. */
export function sumsText(files: Manifest['files'], manifestSha256: string): string {
  const sums = [...files, { name: 'manifest.json', sha256: manifestSha256 }];
  return sums.map((file) => `${file.sha256}  ${file.name}\n`).join('');
}

/** Writes a file that is whole or as it was before, whenever the process dies. */
export function writeAtomically(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
