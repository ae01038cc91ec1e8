import { constants } from 'node:buffer';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runClock } from '../run/clock.ts';
import { HermesConfig, ModelEntry } from '../contract/config.ts';
import type { RunPlan } from '../contract/journal.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import { journalText, openJournal, readJournal, readJournalPlan } from './journal.ts';
import { runParameters } from './parameters.ts';
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

const plan: RunPlan = {
  schemaVersion: 1,
  runId: 'r',
  startedOn: '2026-11-24T00:00:00.000Z',
  hermesVersion: '0',
  git: 'absent',
  parameters: runParameters({
    isModelAsked: true,
    config: HermesConfig.parse({}),
    model: ModelEntry.parse({ ref: 'org/name' }),
    suites: [],
  }),
  materials: [],
};

function journalOf(...entries: JournalEntry[]): string {
  const path = join(folder, 'journal.jsonl');
  writeFileSync(path, journalText(plan, entries.slice(0, 1)));
  using journal = openJournal(path);
  for (const entry of entries.slice(1)) journal.append(entry);
  return path;
}

test('a journal gives back its plan and what was appended, in order, each line following the one before', () => {
  const entries = [entryOf(0), entryOf(1), entryOf(2)];
  const path = journalOf(...entries);
  expect(readJournal(path)).toMatchObject({ plan, entries, damaged: [] });
  expect(readJournalPlan(path)).toEqual(plan);
});

test('a last line that a kill cut off is left out, and cut away before another is appended', () => {
  const path = journalOf(entryOf(0));
  appendFileSync(path, '{"record":{"suite":"s"');
  expect(readJournal(path)).toMatchObject({ entries: [{}], damaged: [] });
  {
    using journal = openJournal(path);
    journal.append(entryOf(1));
  }
  expect(readJournal(path)).toMatchObject({ entries: [{}, {}], damaged: [] });
});

test.each([
  [
    'an edited plan',
    (lines: string[]) => [lines[0]?.replace('"seed":42', '"seed":43'), ...lines.slice(1)],
    [2],
  ],
  [
    'an edited sample',
    (lines: string[]) => lines.with(1, (lines[1] ?? '').replace('all cases', 'no case')),
    [3],
  ],
  ['a removed sample', (lines: string[]) => lines.toSpliced(1, 1), [2]],
  ['a removed plan', (lines: string[]) => lines.slice(1), [1]],
  ['garbage between', (lines: string[]) => lines.toSpliced(2, 0, 'garbage'), [3, 4]],
  [
    'two lines that changed places',
    (lines: string[]) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''),
    [2, 3, 4],
  ],
])('%s is told by its line, and the other samples are read', (_what, edit, damaged) => {
  const path = journalOf(entryOf(0), entryOf(1), entryOf(2));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(path, `${edit(lines).join('\n')}\n`);
  const read = readJournal(path);
  expect(read.damaged).toEqual(damaged);
  expect(read.entries.length).toBeGreaterThanOrEqual(2);
});

test('a journal of a run that has none is empty', () => {
  expect(readJournal(join(folder, 'none.jsonl'))).toMatchObject({ plan: null, entries: [] });
});

test('lines are read one at a time: a journal may be larger than the longest string', () => {
  const path = journalOf(entryOf(0));
  const line = Buffer.alloc(1 << 20, 'x');
  line[line.length - 1] = 10;
  const file = openSync(path, 'a');
  for (let count = 0; count < 520; count++) writeSync(file, line);
  closeSync(file);
  expect(statSync(path).size).toBeGreaterThan(constants.MAX_STRING_LENGTH);
  expect(readJournal(path).damaged).toHaveLength(520);
});
