import type { Verdict } from '../../sandbox/index.ts';

const longest = 200;

/** Why a verdict is what it is, in one line for people. */
export function verdictLine(verdict: Verdict): string {
  if (verdict.status === 'passed') return `all ${verdict.assertions.total} checks hold`;
  if (verdict.status === 'timed-out' || verdict.status === 'out-of-memory') return verdict.status;
  const missed = verdict.cases.find((item) => !item.passed);
  const where = missed === undefined ? '' : `case ${missed.index + 1}: `;
  const what = missed?.error ?? (missed?.actual === undefined ? undefined : `got ${missed.actual}`);
  const text = `${verdict.status}: ${where}${what ?? `${verdict.error.name}: ${verdict.error.message}${shareOf(verdict)}`}`;
  const line = text.toWellFormed().replaceAll(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

function shareOf({ status, assertions }: Verdict): string {
  return status === 'failed' && assertions.total > 1
    ? ` (${assertions.failed} of ${assertions.total} assertions)`
    : '';
}
