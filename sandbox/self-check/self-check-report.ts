import type { CorpusCategory } from './corpus.ts';

/** What a self-check found out about one entry; no complaint means that it passed. */
export interface SelfCheckResult {
  id: string;
  category: CorpusCategory;
  complaints: string[];
  /** What an honest sandbox reports. */
  expected: string;
  /** What this one reported, bounded and without control characters. */
  got: string;
  /** The entry, its repetitions and its control, by our own clock. */
  wallMs: number;
}

/** The pass table of a sandbox, a row per category that was run, and every miss. */
export interface SelfCheckReport {
  rows: { category: CorpusCategory; passed: number; total: number }[];
  passed: number;
  total: number;
  misses: SelfCheckResult[];
  wallMs: number;
}

/** The pass table by category, then each miss with what was expected and what came; plain text for a terminal. */
export function formatSelfCheck(report: SelfCheckReport): string {
  const width = Math.max(5, ...report.rows.map(({ category }) => category.length));
  const line = (name: string, { passed, total }: { passed: number; total: number }): string =>
    `${passed === total ? 'ok  ' : 'MISS'} ${name.padEnd(width)} ${String(passed).padStart(4)}/${total}`;
  const rows = report.rows.map((row) => line(row.category, row));
  const seconds = (report.wallMs / 1000).toFixed(1);
  return [
    ...rows,
    `${line('total', report)}  in ${seconds} s, each followed by a benign control`,
    ...report.misses.flatMap(missLines),
  ].join('\n');
}

function missLines(miss: SelfCheckResult): string[] {
  return [
    '',
    `${miss.category}/${miss.id}`,
    ...miss.complaints.map((complaint) => `  wrong:    ${complaint}`),
    `  expected: ${miss.expected}`,
    `  got:      ${miss.got}`,
  ];
}
