import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteIndex, readNotes } from '../../docs/write-decisions.ts';
import { repositoryRoot } from './cli.ts';

const notes = readNotes();

test('the index of decisions is what the notes say; to mend: npm run generate', () => {
  expect(readFileSync(join(repositoryRoot, 'docs/decisions/README.md'), 'utf8')).toBe(noteIndex());
});

test('notes are numbered from 1 without a gap, each in the name of its file', () => {
  expect(notes.map(({ number }) => Number(number))).toEqual(notes.map((_, index) => index + 1));
  expect(notes.filter(({ file, number }) => !file.startsWith(`${number}-`))).toEqual([]);
});

test.each(notes)('note $file has a status, and names tests that exist', ({ status, guards, titles }) => {
  expect(status).toMatch(/^(accepted|superseded by \d{4})$/);
  expect(guards).not.toEqual([]);
  expect(guards.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  const tests = guards.map((path) => readFileSync(join(repositoryRoot, path), 'utf8')).join('\n');
  expect(titles.filter((title) => !tests.replaceAll('’', "'").includes(title))).toEqual([]);
});
