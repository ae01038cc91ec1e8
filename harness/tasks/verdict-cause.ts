import type { Verdict } from '../../sandbox/index.ts';
import { type Outcome, outcomeOfStatus } from '../contract/run-record.ts';

const longest = 200;

/** The outcome class of a program that the hidden tests judged. */
export function outcomeOf(verdict: Verdict): Outcome {
  return outcomeOfStatus[verdict.status];
}

/** How far a program came before a limit varies from run to run: of such a verdict only the status is comparable. */
export function endedAtLimit(verdict: Verdict): boolean {
  return verdict.tainted || verdict.status === 'timed-out' || verdict.status === 'out-of-memory';
}

/** Why a verdict is what it is, in one line for people; equal whenever the program is judged again. */
export function causeOf(verdict: Verdict): string {
  if (verdict.status === 'passed') return `all ${verdict.assertions.total} checks hold`;
  if (endedAtLimit(verdict)) return verdict.status;
  const missed = verdict.cases.find((item) => !item.passed);
  const where = missed === undefined ? '' : `case ${missed.index + 1}: `;
  const what = verdict.status === 'failed' && missed !== undefined ? caseText(missed) : errorText(verdict);
  return bounded(`${where}${what}`, longest).replaceAll(/\s+/g, ' ');
}

/** The same with the status before it. */
export function verdictLine(verdict: Verdict): string {
  const cause = causeOf(verdict);
  return verdict.status === 'passed' || cause === verdict.status ? cause : `${verdict.status}: ${cause}`;
}

/** A text cut to its longest length, a surrogate pair never split. */
export function bounded(text: string, length: number): string {
  const whole = text.toWellFormed();
  return whole.length <= length ? whole : `${whole.slice(0, length).toWellFormed()}…`;
}

function caseText(missed: Verdict['cases'][number]): string {
  return missed.error ?? `got ${missed.actual ?? 'nothing'}`;
}

function errorText(verdict: Verdict): string {
  return verdict.status === 'passed' ? '' : `${verdict.error.name}: ${verdict.error.message}`;
}
