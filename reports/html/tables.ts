import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { formatCoverage, formatGate, formatInterval, formatValue, grouped } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { intervalPlot } from './interval-plot.ts';
import { type Markup, markup, type Part } from './template.ts';

/**
 * A table with a caption for screen readers and its own horizontal scroll. A column name that begins with `#` is right-aligned (numbers), one that begins
 * with `~` is read out but not shown.
 */
export function table(caption: string, columns: readonly string[], rows: Part): Markup {
  const heads = columns.map((name) => {
    if (name.startsWith('#')) return markup`<th scope="col" class="number">${name.slice(1)}</th>`;
    if (name.startsWith('~'))
      return markup`<th scope="col"><span class="hidden">${name.slice(1)}</span></th>`;
    return markup`<th scope="col">${name}</th>`;
  });
  return markup`<div class="scroll"><table><caption class="hidden">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Column names that go with `metricCells`. */
export const metricColumns = ['Metric', '#Value', '95 % interval', '~Drawn', '#n tasks', 'Gate'] as const;

/** Cells of one metric: name, value, interval, its drawing, n, gates. */
export function metricCells(suite: SuiteSummary, key: string): Markup {
  const metric = suite.metrics[key] ?? { value: null, ci95: null, n: 0, method: 'none' };
  const { label, meaning } = metricInfo(key);
  const gates = suite.gates.filter((gate) => gate.metric === key);
  const words = gates.map(
    (gate) =>
      markup`<span class="gate-word ${gate.ok ? 'good' : 'bad'}">${gate.ok ? '✓' : '✗'} ${formatGate(gate)} ${gate.ok ? 'met' : 'missed'}${gate.coverage < 1 && `, ${formatCoverage(gate)}`}</span>`,
  );
  return markup`<td class="metric" title="${meaning}">${label}</td><td class="number strong">${formatValue(key, metric.value)}</td><td class="nowrap">${formatInterval(key, metric)}</td><td class="plot">${intervalPlot(key, metric, gates)}</td><td class="number n">${grouped(metric.n)}</td><td class="gate-cell">${words}</td>`;
}
