import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { formatGate, formatInterval, formatValue, grouped } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { intervalPlot } from './interval-plot.ts';
import { type Markup, markup } from './template.ts';

/** Column names that go with `metricCells`. */
export const metricColumns = ['Metric', '#Value', '95 % interval', '~Drawn', '#n tasks', 'Gate'] as const;

/** Cells of one metric: name, value, interval, its drawing, n, gates. */
export function metricCells(suite: SuiteSummary, key: string): Markup {
  const metric = suite.metrics[key] ?? { value: null, ci95: null, n: 0, method: 'none' };
  const { label, meaning } = metricInfo(key);
  const gates = suite.gates.filter((gate) => gate.metric === key);
  const words = gates.map(
    (gate) =>
      markup`<span class="gate-word ${gate.ok ? 'good' : 'bad'}">${gate.ok ? '✓' : '✗'} ${formatGate(gate)} ${gate.ok ? 'met' : 'missed'}</span>`,
  );
  return markup`<td class="metric" title="${meaning}">${label}</td><td class="number strong">${formatValue(key, metric.value)}</td><td class="nowrap">${formatInterval(key, metric)}</td><td class="plot">${intervalPlot(key, metric, gates)}</td><td class="number">${grouped(metric.n)}</td><td>${words}</td>`;
}
