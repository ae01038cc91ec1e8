import { z } from 'zod';
import type { Evidence } from './manifest.ts';
import type { JournalEntry } from './run-record.ts';
import type { RunSummary, SealEvent } from './summary.ts';
import { Task } from './task.ts';

/** One line of tasks.jsonl: a task that ran, whole, with the hidden tests that judged it. */
export const TaskEntry = z.strictObject({ suite: z.string(), task: Task });
export type TaskEntry = z.infer<typeof TaskEntry>;

/** What a run directory holds, read: all that reports are made of. They read no file and no clock, so equal records give equal bytes. */
export interface RunRecord {
  manifest: Evidence;
  /** metrics.json. */
  summary: RunSummary;
  /** samples.jsonl, transcripts/ and observations.jsonl, sample by sample, in any order. */
  samples: readonly JournalEntry[];
  /** tasks.jsonl. */
  tasks: readonly TaskEntry[];
  /** hermeticity.jsonl. */
  sealEvents: readonly SealEvent[];
}
