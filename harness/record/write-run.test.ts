import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../contract/canonical-json.ts';
import type { JournalEntry, SampleKey } from '../contract/run-record.ts';
import { runClock } from '../run/clock.ts';
import { samplesText, sortEntries, transcriptName, writeRunFiles } from './write-run.ts';
import { Trail } from '../run/trail.ts';

const entryOf = (key: Partial<SampleKey>): JournalEntry => {
  const whole = { suite: 's', arm: 'PM' as const, task: 't', sample: 0, ...key };
  const trail = new Trail(whole, { runSeed: 1, clock: runClock(Date.now()) });
  trail.transcript.push({ type: 'note', text: JSON.stringify(whole) });
  return trail.close({ outcome: 'passed', cause: 'x' });
};

const entries = [
  entryOf({ task: 'b', sample: 10 }),
  entryOf({ task: 'b', sample: 2 }),
  entryOf({ task: 'a/ü' }),
  entryOf({ task: 'a/ü', arm: 'A' }),
  entryOf({ suite: 'r' }),
];

test('samples are in the order of suite, arm, task and attempt, in whatever order they finished', () => {
  const forward = samplesText(sortEntries(entries));
  expect(samplesText(sortEntries(entries.toReversed()))).toBe(forward);
  const keys = sortEntries(entries).map(
    ({ record }) => `${record.suite} ${record.arm} ${record.task} ${record.sample}`,
  );
  expect(keys).toEqual(['r PM t 0', 's A a/ü 0', 's PM a/ü 0', 's PM b 2', 's PM b 10']);
});

test('a transcript’s name holds only safe characters and is its sample’s alone', () => {
  const names = entries.map(({ record }) => transcriptName(record));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(transcriptName(entryOf({ task: 'a_b' }).record)).not.toBe(
    transcriptName(entryOf({ task: 'a/b' }).record),
  );
});

test('writeRunFiles() gives the SHA-256 of samples.jsonl, and each line the SHA-256 of its transcript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-files-'));
  try {
    const digest = writeRunFiles(folder, entries);
    const samples = readFileSync(join(folder, 'samples.jsonl'), 'utf8');
    expect(sha256(samples)).toBe(digest);
    for (const line of samples.split('\n').filter(Boolean)) {
      const record = JSON.parse(line);
      const transcript = readFileSync(join(folder, 'transcripts', transcriptName(record)));
      expect(sha256(transcript)).toBe(record.transcriptSha256);
    }
    expect(readdirSync(join(folder, 'transcripts'))).toHaveLength(entries.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
