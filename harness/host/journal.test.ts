import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runClock } from '../run/clock.ts';
import { openJournal, readJournal } from './journal.ts';
import { Trail } from '../run/trail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entryOf = (sample: number) => {
  const key = { suite: 's', arm: 'PM' as const, task: 't', sample };
  const trail = new Trail(key, { runSeed: 1, clock: runClock(Date.now()) });
  trail.seedFor('coder', 0);
  return trail.close({ outcome: 'passed', cause: 'all cases hold' });
};

test('readJournal() gives back what was appended, in order', () => {
  const path = join(folder, 'journal.jsonl');
  const entries = [entryOf(0), entryOf(1)];
  {
    using journal = openJournal(path);
    for (const entry of entries) journal.append(entry);
  }
  expect(readJournal(path)).toEqual(entries);
});

test('readJournal() leaves out a last line that a kill cut off and keeps all before it', () => {
  const path = join(folder, 'journal.jsonl');
  {
    using journal = openJournal(path);
    journal.append(entryOf(0));
  }
  appendFileSync(path, '{"record":{"suite":"s"');
  expect(readJournal(path)).toHaveLength(1);
});

test('readJournal() of a run that has none is empty', () => {
  expect(readJournal(join(folder, 'none.jsonl'))).toEqual([]);
});
