import { oneLine } from '../harness/contract/inert.ts';
import type { OutsideAgents } from '../harness/contract/outside-agent.ts';
import type { SuiteSummary } from '../harness/contract/summary.ts';
import { formatCoverage, formatGate, formatInterval, formatValue, plural } from './format.ts';
import { orderedMetrics } from './metric-catalogue.ts';
import { outcomeWords } from './outcomes.ts';
import { outsideIn, outsideOf, outsideWords } from './outside.ts';

/** One suite as a table for the terminal: metric, value, 95 % interval, n, gate; under its title the agents outside the seal. Metrics that were not measured are left out unless gated. */
export function renderTerminalTable(
  suite: SuiteSummary,
  { color = false, agents = {} }: { color?: boolean | undefined; agents?: OutsideAgents | undefined } = {},
): string {
  const rows = orderedMetrics([
    ...new Set([...Object.keys(suite.metrics), ...suite.gates.map((gate) => gate.metric)]),
  ])
    .filter((key) => isShown(suite, key))
    .map((key) => rowOf(suite, key));
  const cells = [['metric', 'value', '95 % interval', 'n', 'gate'], ...rows.map((row) => row.cells)];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const paint = painter(color);
  const lines = cells.map((row, index) => {
    const text = row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd();
    const tone = index === 0 ? 'dim' : rows[index - 1]?.tone;
    return `  ${tone === undefined ? text : paint(tone, text)}`;
  });
  const title = `${oneLine(suite.name)} · arm ${suite.arm} · ${plural(suite.tasks, 'task')}, ${plural(suite.samples, 'sample')}: ${outcomeWords(suite.outcomes)}`;
  const outside = outsideOf(outsideIn(suite, agents)).map(
    ([role, agent]) => `  ${role}: ${outsideWords(agent)}\n`,
  );
  return `${paint('bold', title)}\n${outside.join('')}${lines.join('\n')}\n`;
}

type Tone = 'bold' | 'dim' | 'good' | 'bad';

function isShown(suite: SuiteSummary, key: string): boolean {
  const metric = suite.metrics[key];
  const gated = suite.gates.some((gate) => gate.metric === key);
  return gated || (metric !== undefined && metric.value !== null);
}

function rowOf(suite: SuiteSummary, key: string): { cells: string[]; tone?: Tone | undefined } {
  const metric = suite.metrics[key] ?? { value: null, ci95: null, n: 0 };
  const gates = suite.gates.filter((gate) => gate.metric === key);
  const words = gates
    .map((gate) => `${formatGate(gate)} ${gate.ok ? '✓ met' : '✗ missed'}, ${formatCoverage(gate)}`)
    .join(', ');
  const cells = [
    oneLine(key),
    formatValue(key, metric.value),
    formatInterval(key, metric),
    String(metric.n),
    words,
  ];
  if (gates.length === 0) return { cells };
  return { cells, tone: gates.every((gate) => gate.ok) ? 'good' : 'bad' };
}

function pad(text: string, width: number, column: number): string {
  return column === 1 || column === 3 ? text.padStart(width) : text.padEnd(width);
}

function painter(color: boolean): (tone: Tone, text: string) => string {
  const codes: Record<Tone, number> = { bold: 1, dim: 2, good: 32, bad: 31 };
  return (tone, text) => (color ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text);
}
