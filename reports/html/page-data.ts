import type { JournalEntry, SampleKey, SampleRecord } from '../../harness/contract/run-record.ts';
import type { Task } from '../../harness/contract/task.ts';

// What the writer of the page puts into it and the page's script takes out of it: both are checked against these types.

/** What the table of samples needs of every sample. */
export interface PageIndex {
  runId: string;
  /** Command that repeats the run. */
  reproduce: string;
  /** The same without what it selects; null where no single sample can be run again (`hermes score`). */
  again: string | null;
  /** Outcomes in their fixed order: key, word, sign. */
  outcomes: [outcome: string, word: string, sign: string][];
  /** Number of the island that holds a task, by task id. */
  taskChunks: Record<string, number>;
  samples: IndexRow[];
}

/** One sample of the index. */
export interface IndexRow extends Pick<
  SampleRecord,
  'suite' | 'arm' | 'task' | 'sample' | 'outcome' | 'cause'
> {
  id: string;
  scores: Readonly<Record<string, number | null>>;
  /** Prompt and generated tokens together; null where they are not known. */
  tokens: number | null;
  ms: number;
  tags: string[];
  /** Number of the island that holds the transcript; null when it is not in the page. */
  chunk: number | null;
}

/** What the page of a sample shows of its task. */
export type ShownTask = Pick<Task, 'statement' | 'signature' | 'plan' | 'reference' | 'cases' | 'test'>;

/** What each kind of island holds: the index, tasks by task id, whole entries by sample id. */
export interface Islands {
  index: PageIndex;
  [tasks: `tasks-${number}`]: Record<string, ShownTask>;
  [samples: `samples-${number}`]: Record<string, JournalEntry>;
}

/** Permalink of a sample within the report. */
export function sampleHref(key: SampleKey): string {
  return `#sample/${sampleId(key)}`;
}

/** Name of a sample in the report's data: suite, arm, task and sample, percent-encoded. */
export function sampleId({ suite, arm, task, sample }: SampleKey): string {
  return joined(suite, arm, task, String(sample));
}

/** Name of a task in the report's data. */
export function taskId({ suite, task }: { suite: string; task: string }): string {
  return joined(suite, task);
}

function joined(...parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/');
}
