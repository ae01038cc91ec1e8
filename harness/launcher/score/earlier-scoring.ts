import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canonicalJson } from '../../contract/canonical-json.ts';
import type { HermesConfig } from '../../contract/config.ts';
import { packageVersion } from '../../contract/package-files.ts';
import type { JournalEntry } from '../../contract/run-record.ts';
import { readJournal } from '../../record/journal.ts';
import { limitsOf } from '../../run/steps.ts';
import type { Sample } from '../../tasks/score/read-samples.ts';
import type { ScorePlan } from './plan-score.ts';

/** What an earlier scoring of the same tasks and samples file left that still holds. */
export interface EarlierScoring {
  entries: JournalEntry[];
  /** Its run directory when it did not finish: all that it has is taken over. */
  unfinished: string | null;
}

const planFile = 'score.json';

/** Leaves in a run directory which scoring it is of, for the one that goes on with it. */
export function markScoring(runDir: string, plan: ScorePlan, config: HermesConfig): void {
  writeFileSync(join(runDir, planFile), markOf(plan, config));
}

/**
 * Finds the last scoring of these tasks with these limits and this samples file, and keeps of its journal what is still the same: same task, same answer, and
 * no fault of ours.
 */
export function findEarlier(plan: ScorePlan, config: HermesConfig): EarlierScoring {
  const runDir = lastScoring(resolve(config.out), markOf(plan, config));
  if (runDir === undefined) return { entries: [], unfinished: null };
  const answers = new Map(plan.samples.all.map((sample) => [keyOf(sample), canonicalJson(sample.answer)]));
  const entries = readJournal(join(runDir, 'journal.jsonl')).entries.filter(
    (entry) =>
      entry.record.outcome !== 'harness' &&
      entry.record.suite === plan.suite.name &&
      answers.get(keyOf({ taskId: entry.record.task, sample: entry.record.sample })) === answerOf(entry),
  );
  const unique = new Map(
    entries.map((entry) => [keyOf({ taskId: entry.record.task, sample: entry.record.sample }), entry]),
  );
  return {
    entries: [...unique.values()],
    unfinished: existsSync(join(runDir, 'manifest.json')) ? null : runDir,
  };
}

/** Removes the directory of a scoring whose results have all been taken over. */
export function removeUnfinished({ unfinished }: EarlierScoring): void {
  if (unfinished !== null) rmSync(unfinished, { recursive: true, force: true });
}

/** Names a sample of a scoring. */
export function keyOf({ taskId, sample }: Pick<Sample, 'taskId' | 'sample'>): string {
  return `${sample}:${taskId}`;
}

function lastScoring(out: string, mark: string): string | undefined {
  if (!existsSync(out)) return undefined;
  return readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readIfThere(join(out, entry.name, planFile)) === mark)
    .map((entry) => join(out, entry.name))
    .map((runDir) => ({ runDir, changedMs: statSync(join(runDir, 'journal.jsonl')).mtimeMs }))
    .toSorted((a, b) => b.changedMs - a.changedMs)
    .at(0)?.runDir;
}

function markOf({ tasks, suite }: ScorePlan, config: HermesConfig): string {
  const mark = {
    tasks: tasks.sha256,
    samples: suite.given?.name ?? '',
    limits: limitsOf(config),
    ...(config.sandbox.typeCheck && { typeCheck: true }),
    hermes: packageVersion(),
  };
  return `${canonicalJson(mark)}\n`;
}

function answerOf({ transcript }: JournalEntry): string | undefined {
  const event = transcript.find(({ type }) => type === 'answer');
  return event?.type === 'answer' ? canonicalJson(event.answer) : undefined;
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
