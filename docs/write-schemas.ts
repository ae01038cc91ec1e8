import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Lock } from '../harness/cache/lock.ts';
import { HermesConfig } from '../harness/contract/config.ts';
import { JournalLine } from '../harness/contract/journal.ts';
import { Manifest } from '../harness/contract/manifest.ts';
import { TaskEntry } from '../harness/contract/run-directory.ts';
import { SampleObservation, SampleRecord, TranscriptEvent } from '../harness/contract/run-record.ts';
import { RunSummary, SealEvent } from '../harness/contract/summary.ts';
import { Task } from '../harness/contract/task.ts';

interface Described {
  schema: z.ZodType;
  /** What it describes: a file, or a line of one. */
  title: string;
  /** Files that people write are described as they may write them, defaults left out. */
  io: 'input' | 'output';
}

const described: Record<string, Described> = {
  manifest: { schema: Manifest, title: 'manifest.json of a run directory', io: 'output' },
  metrics: { schema: RunSummary, title: 'metrics.json of a run directory', io: 'output' },
  'journal-line': { schema: JournalLine, title: 'a line of journal.jsonl', io: 'output' },
  sample: { schema: SampleRecord, title: 'a line of samples.jsonl', io: 'output' },
  'transcript-event': { schema: TranscriptEvent, title: 'a line of a file in transcripts/', io: 'output' },
  observation: { schema: SampleObservation, title: 'a line of observations.jsonl', io: 'output' },
  'seal-event': { schema: SealEvent, title: 'a line of hermeticity.jsonl', io: 'output' },
  'run-task': { schema: TaskEntry, title: 'a line of tasks.jsonl of a run directory', io: 'output' },
  task: { schema: Task, title: 'a line of a task file of our own format', io: 'input' },
  config: { schema: HermesConfig, title: 'hermes.config.json, or what another hermes.config exports', io: 'input' },
  lock: { schema: Lock, title: 'hermes.lock.json', io: 'input' },
};

/** Every schema of ours as the text of a file in docs/schemas, by its name. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(described).map(([name, { schema, title, io }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io, override: withoutProperties });
      const file = `${name}.schema.json`;
      return [file, `${JSON.stringify({ $schema, title: `Hermes: ${title}`, ...rest }, null, 1)}\n`];
    }),
  );
}

/** Validators outside JavaScript do not know `\p{ID_Start}`: such a pattern is said in words. */
function withoutProperties({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.pattern?.includes(String.raw`\p{`) !== true) return;
  jsonSchema.description = `matches /${jsonSchema.pattern}/u`;
  delete jsonSchema.pattern;
}

/** Writes docs/schemas, and nothing else stays there. */
export function writeSchemas(): void {
  const folder = new URL('./schemas/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const files = schemaFiles();
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(new URL(name, folder));
  for (const [name, text] of files) writeFileSync(new URL(name, folder), text);
}
