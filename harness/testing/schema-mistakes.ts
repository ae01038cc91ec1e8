import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from './cli.ts';

const known = new Map<string, z.ZodType>();

/** What a value is not that the published schema of this name wants it to be, read from the schema alone. */
export function mistakesIn(name: string, value: unknown): string[] {
  const path = join(repositoryRoot, 'docs/schemas', `${name}.schema.json`);
  const schema =
    known.get(name) ??
    z.fromJSONSchema(JSON.parse(readFileSync(path, 'utf8')) as z.core.JSONSchema.JSONSchema);
  known.set(name, schema);
  const { error } = schema.safeParse(value);
  return error === undefined
    ? []
    : error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
}

/** What of a run directory is not as the published schemas say, by file. */
export function runMistakes(runDir: string): string[] {
  const files = [
    ['manifest.json', 'manifest'],
    ['metrics.json', 'metrics'],
    ['journal.jsonl', 'journal-line'],
    ['samples.jsonl', 'sample'],
    ['observations.jsonl', 'observation'],
    ['hermeticity.jsonl', 'seal-event'],
    ['tasks.jsonl', 'run-task'],
    ...globSync('transcripts/*.jsonl', { cwd: runDir }).map((name) => [name, 'transcript-event']),
  ] as [file: string, schema: string][];
  return files.flatMap(([file, schema]) => {
    const text = readFileSync(join(runDir, file), 'utf8');
    const documents = file.endsWith('.jsonl') ? text.split('\n').filter((line) => line !== '') : [text];
    return documents.flatMap((document) =>
      mistakesIn(schema, JSON.parse(document)).map((mistake) => `${file}: ${mistake}`),
    );
  });
}
