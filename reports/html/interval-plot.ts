import type { GateResult, MetricValue } from '../../harness/contract/summary.ts';
import { fixed, formatGate, formatInterval, formatValue } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { type Markup, markup } from './template.ts';

const left = 6;
const width = 208;

/**
 * Dot with its 95 % interval, the gate's threshold as a thick tick. Rates stand on a scale from 0 to 100 %; differences on one that is symmetric around 0,
 * as wide as they need, with its ends written out. Null for what is neither.
 */
export function intervalPlot(key: string, metric: MetricValue, gates: readonly GateResult[]): Markup | null {
  const { unit, label } = metricInfo(key);
  if (metric.value === null) return null;
  if (unit === 'rate') return plot(key, metric, { gates, label, low: 0, high: 1 });
  if (unit !== 'difference') return null;
  const reach = Math.max(Math.abs(metric.value), ...(metric.ci95 ?? []).map((end) => Math.abs(end)));
  const high = [0.05, 0.1, 0.2, 0.5].find((end) => end >= reach) ?? 1;
  return plot(key, metric, { gates, label, low: -high, high });
}

interface Scale {
  gates: readonly GateResult[];
  label: string;
  low: number;
  high: number;
}

function plot(key: string, metric: MetricValue, { gates, label, low, high }: Scale): Markup {
  const x = (value: number): string => fixed(left + ((value - low) / (high - low)) * width, 2);
  const said = `${label}: ${formatValue(key, metric.value)}, 95 % interval ${formatInterval(key, metric)}${gates.map((gate) => `, gate ${formatGate(gate)}`).join('')}`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = x(low + share * (high - low));
    return markup`<line class="grid" x1="${at}" x2="${at}" y1="3" y2="19"/>`;
  });
  const zero =
    low < 0 &&
    markup`<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="1" y2="21"/><text x="${left + 4}" y="23">${fixed(low * 100, 0)}</text><text x="${left + width - 4}" y="23" text-anchor="end">+${fixed(high * 100, 0)} pp</text>`;
  const ticks = gates
    .filter((gate) => gate.threshold >= low && gate.threshold <= high)
    .map((gate) => markup`<path class="gate ${gate.ok ? 'good' : 'bad'}" d="M${x(gate.threshold)} 0v22"/>`);
  return markup`<svg class="interval" viewBox="0 0 220 22" width="220" height="22" role="img" aria-label="${said}"><title>${said}</title>${grid}${zero}${ticks}${whisker(metric.ci95, x)}<circle class="dot" cx="${x(metric.value ?? 0)}" cy="11" r="4.5"/></svg>`;
}

function whisker(ci95: MetricValue['ci95'], x: (value: number) => string): Markup | null {
  if (ci95 === null) return null;
  const [low, high] = ci95.map((end) => x(end));
  return markup`<path class="whisker" d="M${low} 11H${high}M${low} 7v8M${high} 7v8"/>`;
}
