import { oneLine } from '../../contract/inert.ts';

/** What one check of `hermes doctor` found. */
export interface Finding {
  /** What was looked at, e.g. `node`, `seal level`. */
  name: string;
  /** `fail` = a run would not start or could not be trusted; `warn` = it runs, but less well. */
  status: 'ok' | 'warn' | 'fail';
  detail: string;
  /** What to do; empty when all is well. */
  fix: string;
}

/** A finding that all is well. */
export function well(name: string, detail: string): Finding {
  return { name, status: 'ok', detail, fix: '' };
}

/** Findings as lines for people: status, name, detail, and the fix below. */
export function formatFindings(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };
  const lines = findings.flatMap(({ name, status, detail, fix }) => [
    `${marks[status]}  ${name.padEnd(width)}  ${oneLine(detail, 2_000)}`,
    ...(fix === '' ? [] : [`      ${''.padEnd(width)}  fix: ${oneLine(fix, 2_000)}`]),
  ]);
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return [...lines, `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failures`].join('\n');
}
