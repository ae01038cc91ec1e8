import { readFileSync, writeFileSync } from 'node:fs';
import { type MetricRow, quantityTable, rateTable } from '../harness/contract/metrics.ts';
import { countTable, type ScoreRow, scoreTable, suiteCountTable } from '../harness/contract/scores.ts';

const scores: Record<string, ScoreRow> = scoreTable;

function rateRows(): string[][] {
  return Object.entries<MetricRow>(rateTable).map(([key, { pipelines, detail, meaning }]) => {
    const score = scores[key];
    const when = score?.when === undefined ? '' : `; ${score.when}`;
    return [code([key]), `${listed(pipelines)}${when}`, detail ?? score?.meaning ?? phrase(meaning)];
  });
}

const units: Record<MetricRow['unit'], string> = {
  rate: '0 to 1',
  difference: '−1 to 1',
  ms: 'ms',
  bytes: 'bytes',
  tokens: 'tokens',
  'per-second': '1/s',
  megabytes: 'MB',
};

function quantityRows(): string[][] {
  return Object.entries<MetricRow>(quantityTable).map(([key, { unit, detail, meaning }]) => [
    code([key]),
    units[unit],
    detail ?? phrase(meaning),
  ]);
}

function scoreRows(): string[][] {
  return Object.entries(scores).map(([key, { unit, pipelines, meaning, feeds }]) => [
    code([key]),
    listed(pipelines),
    unit === 'yes-no' ? '0 or 1' : '0 to 1',
    meaning,
    code(feeds),
  ]);
}

function countRows(): string[][] {
  const counts = Object.entries(countTable).map(([key, { pipelines, meaning, feeds }]) => [
    code([key]),
    listed(pipelines),
    meaning,
    code(feeds),
  ]);
  const sums = Object.entries(suiteCountTable).map(([key, meaning]) => [code([key]), 'sum of a suite', meaning, '–']);
  return [...counts, ...sums];
}

const tables: Record<string, () => string> = {
  rates: () => table(['key', 'pipelines', 'mean over tasks of'], rateRows()),
  quantities: () => table(['key', 'unit', 'what'], quantityRows()),
  scores: () => table(['score', 'pipelines', 'value', 'what', 'averaged into'], scoreRows()),
  counts: () => table(['count', 'pipelines', 'what', 'behind'], countRows()),
};

/** Writes the tables of docs/suites.md from the tables of metrics, scores and counts. */
export function writeMetricTables(): void {
  const path = new URL('./suites.md', import.meta.url);
  writeFileSync(path, withMetricTables(readFileSync(path, 'utf8')));
}

/** The page with every table between `<!-- table NAME -->` and `<!-- end -->` written anew. */
export function withMetricTables(page: string): string {
  return page.replaceAll(
    /(<!-- table (\w+) -->\n)[^]*?(<!-- end -->)/g,
    (_whole, start: string, name: string, end: string) => `${start}${tables[name]?.() ?? ''}${end}`,
  );
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return lines.join('').replaceAll('| --- ', '|---').replaceAll('--- |', '---|');
}

function phrase(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}

function code(keys: readonly string[]): string {
  return keys.length === 0 ? '–' : keys.map((key) => `\`${key}\``).join(', ');
}

function listed(pipelines: MetricRow['pipelines']): string {
  return typeof pipelines === 'string' ? pipelines : pipelines.join(', ');
}
