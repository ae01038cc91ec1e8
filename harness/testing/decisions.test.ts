import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from './cli.ts';

const folder = join(repositoryRoot, 'docs/decisions');
const files = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .sort();

/** The parts of a note that the index repeats, and the evidence it names. */
function readNote(file: string) {
  const text = readFileSync(join(folder, file), 'utf8');
  const [, number = '', title = '', date = '', status = ''] =
    /^# (\d{4})\. (.+)\n\n(\d{4}-\d\d-\d\d) · (.+)\n/.exec(text) ?? [];
  const guards = text.split(/\*\*Guarding tests?\.\*\*/)[1]?.replaceAll('\n', ' ') ?? '';
  const paths = [...guards.matchAll(/`([\w./-]+\.(?:test|bench)\.ts)`/g)].map(([, path = '']) => path);
  const titles = [...guards.matchAll(/"([^"]+)"/g)].map(([, quoted = '']) => quoted);
  return { file, number, title, date, status, paths, titles };
}

const notes = files.map(readNote);

test('the index of decisions has a row for every note, in their order, and no other row', () => {
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const rows = index.split('\n').filter((line) => /^\| \d/.test(line));
  expect(rows).toEqual(
    notes.map(
      ({ file, number, title, date, status, paths }) =>
        `| ${number} | [${title}](${file}) | ${date} | ${status} | \`${paths[0]}\` |`,
    ),
  );
});

test('notes are numbered from 1 without a gap, each in the name of its file', () => {
  expect(notes.map(({ number }) => Number(number))).toEqual(notes.map((_, index) => index + 1));
  expect(notes.filter(({ file, number }) => !file.startsWith(`${number}-`))).toEqual([]);
});

test.each(notes)('note $file has a status, and names tests that exist', ({ status, paths, titles }) => {
  expect(status).toMatch(/^(accepted|superseded by \d{4})$/);
  expect(paths).not.toEqual([]);
  expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  const tests = paths.map((path) => readFileSync(join(repositoryRoot, path), 'utf8')).join('\n');
  expect(titles.filter((title) => !tests.replaceAll('’', "'").includes(title))).toEqual([]);
});
