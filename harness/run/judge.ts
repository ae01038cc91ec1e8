import type { ProgramInput, Sandbox, Verdict } from '../../sandbox/index.ts';
import type { Json } from '../contract/json.ts';
import type { Outcome, TranscriptEvent } from '../contract/run-record.ts';
import type { Ending, Trail } from './trail.ts';

const longestText = 4_000;

/** What to execute, and under which name it stands in the transcript. */
export interface Execution {
  /** `hidden`, `tests-on-program`, `tests-on-reference`, `tests-on-mutant-3` … */
  step: string;
  program: ProgramInput;
  /** Leave it out of the transcript: for the many small executions behind a score. */
  quiet?: boolean;
}

/** Executes a program and writes what may be compared between runs into the trail. */
export async function judge(
  sandbox: Sandbox,
  trail: Trail,
  execution: Execution & { signal?: AbortSignal },
): Promise<Verdict> {
  const { step, program, quiet = false, signal } = execution;
  const verdict = await sandbox.run(program, signal === undefined ? {} : { signal });
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
  return { outcome: outcomes[verdict.status], cause: causeOf(verdict), verdict: verdict.status };
}

const outcomes: Record<Verdict['status'], Outcome> = {
  passed: 'passed',
  failed: 'failed',
  errored: 'failed',
  'timed-out': 'timeout',
  'out-of-memory': 'memory',
};

// How far a program came before a limit varies from run to run: then only the status is comparable.
function endedAtLimit(verdict: Verdict): boolean {
  return verdict.tainted || verdict.status === 'timed-out' || verdict.status === 'out-of-memory';
}

function causeOf(verdict: Verdict): string {
  if (verdict.status === 'passed') return `all ${verdict.assertions.total} checks hold`;
  if (endedAtLimit(verdict)) return verdict.status;
  const missed = verdict.cases.find((item) => !item.passed);
  const where = missed === undefined ? '' : `case ${missed.index + 1}: `;
  const what = verdict.status === 'failed' && missed !== undefined ? caseText(missed) : errorText(verdict);
  return oneLine(`${where}${what}`);
}

function caseText(missed: Verdict['cases'][number]): string {
  return missed.error ?? `got ${missed.actual ?? 'nothing'}`;
}

function errorText(verdict: Verdict): string {
  return verdict.status === 'passed' ? '' : `${verdict.error.name}: ${verdict.error.message}`;
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
        : { name: verdict.error.name, message: bounded(verdict.error.message) },
    logs: bare ? '' : bounded(verdict.logs),
    assertions: bare ? { total: 0, failed: 0 } : verdict.assertions,
    detail: bare ? [] : failedCases(verdict),
  };
}

function failedCases(verdict: Verdict): Json {
  return verdict.cases
    .filter((item) => !item.passed)
    .slice(0, 5)
    .map((item) => ({
      index: item.index,
      ...(item.actual === undefined ? {} : { actual: bounded(item.actual) }),
      ...(item.error === undefined ? {} : { error: bounded(item.error) }),
    }));
}

function oneLine(text: string): string {
  return bounded(text, 200).replaceAll(/\s+/g, ' ');
}

function bounded(text: string, longest = longestText): string {
  const whole = text.toWellFormed();
  return whole.length <= longest ? whole : `${whole.slice(0, longest).toWellFormed()}…`;
}
