import type { ProgramInput, Sandbox, Verdict } from '../../sandbox/index.ts';
import { type Json, jsonOf } from '../contract/json.ts';
import type { TranscriptEvent } from '../contract/run-record.ts';
import { bounded, causeOf, endedAtLimit, outcomeOf } from '../tasks/verdict-cause.ts';
import type { Ending, Trail } from './trail.ts';

const longestText = 4_000;

/** What to execute, and under which name it stands in the transcript. */
export interface Execution {
  /** `hidden`, `tests-on-program`, `tests-on-reference`, `tests-on-mutant-3` … */
  step: string;
  program: ProgramInput;
  /** Leave it out of the transcript: for the many small executions behind a score. */
  quiet?: boolean | undefined;
}

/** Executes a program and writes what may be compared between runs into the trail. */
export async function judge(
  sandbox: Sandbox,
  trail: Trail,
  execution: Execution & { signal?: AbortSignal | undefined },
): Promise<Verdict> {
  const { step, program, quiet = false, signal } = execution;
  const verdict = await sandbox.run(program, { signal });
  trail.observation.executions.push({ step, ...verdict.usage });
  for (const [api, count] of Object.entries(verdict.refused)) {
    trail.observation.refused[api] = (trail.observation.refused[api] ?? 0) + count;
  }
  if (verdict.tainted) trail.tainted = true;
  if (verdict.crossing === 'realm') trail.trust = 'realm';
  if (!quiet) trail.transcript.push(verdictEvent(step, verdict));
  return verdict;
}

/** The outcome class and the one-line cause of the hidden tests' verdict. */
export function endingOf(verdict: Verdict): Ending {
  return { outcome: outcomeOf(verdict), cause: causeOf(verdict), verdict: verdict.status };
}

function verdictEvent(step: string, verdict: Verdict): TranscriptEvent {
  const bare = endedAtLimit(verdict);
  return {
    type: 'verdict',
    step,
    status: verdict.status,
    error:
      bare || verdict.status === 'passed'
        ? null
        : { name: verdict.error.name, message: bounded(verdict.error.message, longestText) },
    logs: bare ? '' : bounded(verdict.logs, longestText),
    assertions: bare ? { total: 0, failed: 0 } : verdict.assertions,
    detail: bare ? [] : failedCases(verdict),
    ...(!bare && verdict.notes.length > 0 && { notes: verdict.notes }),
  };
}

function failedCases(verdict: Verdict): Json {
  return verdict.cases
    .filter((item) => !item.passed)
    .slice(0, 5)
    .map(({ index, actual, error }) =>
      jsonOf({
        index,
        actual: actual === undefined ? undefined : bounded(actual, longestText),
        error: error === undefined ? undefined : bounded(error, longestText),
      }),
    );
}
