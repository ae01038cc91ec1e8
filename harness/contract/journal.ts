import { z } from 'zod';
import { Sha256 } from './json.ts';
import { Evidence, RunParameters } from './manifest.ts';
import { JournalEntry } from './run-record.ts';

/** What a run set out to do, written before its first sample: the first line of the journal. */
export const RunPlan = z.strictObject({
  schemaVersion: z.literal(1),
  runId: z.string(),
  startedOn: z.string(),
  hermesVersion: z.string(),
  git: Evidence.shape.git,
  /** Of all suites, tasks and gates that were asked for; the manifest has those that ran. */
  parameters: RunParameters,
  /** What was hashed before the run host started: name and SHA-256. */
  materials: z.array(z.strictObject({ name: z.string(), sha256: Sha256 })),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** SHA-256 of the line before, without its newline; zeros in the first line. */
const chain = { chain: Sha256 };

/** A line of journal.jsonl: the plan, then finished samples. */
export const JournalLine = z.union([z.strictObject({ ...chain, plan: RunPlan }), JournalEntry.extend(chain)]);
export type JournalLine = z.infer<typeof JournalLine>;
