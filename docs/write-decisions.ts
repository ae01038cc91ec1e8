import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** One decision note: the parts that the index repeats, and the evidence it names. */
export interface Note {
  file: string;
  /** Four digits. */
  number: string;
  title: string;
  /** YYYY-MM-DD. */
  date: string;
  /** `accepted`, or `superseded by NNNN`. */
  status: string;
  /** Test files of the paragraph "Guarding test". */
  guards: string[];
  /** Titles of tests that it quotes. */
  titles: string[];
}

const folder = new URL('./decisions/', import.meta.url);

/** All notes, by number. */
export function readNotes(): Note[] {
  const files = readdirSync(folder).filter((name) => name !== 'README.md');
  return files.sort().map(readNote);
}

/** The index of the notes as it should be. */
export function noteIndex(): string {
  const rows = readNotes().map(
    ({ file, number, title, date, status, guards }) =>
      `| ${number} | [${title}](${file}) | ${date} | ${status} | \`${guards[0]}\` |\n`,
  );
  return `# Decisions

Each note is one decision that the code alone does not explain: problem, choice, consequence, and the test that fails when somebody undoes it. How to add one:
[CONTRIBUTING.md](../../CONTRIBUTING.md#write-a-decision-note). This page is written by \`npm run generate\` from the notes.

| number | title | date | status | guarded by |
|---|---|---|---|---|
${rows.join('')}`;
}

/** Writes docs/decisions/README.md. */
export function writeNoteIndex(): void {
  writeFileSync(new URL('README.md', folder), noteIndex());
}

function readNote(file: string): Note {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const [, number = '', title = '', date = '', status = ''] =
    /^# (\d{4})\. (.+)\n\n(\d{4}-\d\d-\d\d) · (.+)\n/.exec(text) ?? [];
  const evidence = text.split(/\*\*Guarding tests?\.\*\*/)[1]?.replaceAll('\n', ' ') ?? '';
  return {
    file,
    number,
    title,
    date,
    status,
    guards: matches(evidence, /`([\w./-]+\.(?:test|bench)\.ts)`/g),
    titles: matches(evidence, /"([^"]+)"/g),
  };
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, part = '']) => part);
}
