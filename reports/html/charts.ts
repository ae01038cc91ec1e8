import type { GateResult, MetricValue, SuiteSummary } from '../../harness/contract/summary.ts';
import { fixed, formatDuration, formatGate, formatInterval, formatValue, grouped } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { outcomeInfo, outcomeOrder, outcomeWords } from '../outcomes.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

/** Dot with its 95 % interval on a scale of 0 to 1 (−1 to 1 for differences), with the gate's threshold as a tick. */
export function intervalPlot(key: string, metric: MetricValue, gates: readonly GateResult[]): Markup | null {
  const { kind, label } = metricInfo(key);
  if (metric.value === null || (kind !== 'rate' && kind !== 'difference')) return null;
  const low = kind === 'rate' ? 0 : -1;
  const x = (value: number): string => fixed(6 + ((value - low) / (1 - low)) * 208, 2);
  const said = `${label}: ${formatValue(key, metric.value)}, 95 % interval ${formatInterval(key, metric)}${gates.map((gate) => `, gate ${formatGate(gate)}`).join('')}`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = x(low + share * (1 - low));
    return markup`<line class="grid" x1="${at}" x2="${at}" y1="3" y2="19" />`;
  });
  const whisker =
    metric.ci95 &&
    markup`<line class="whisker" x1="${x(metric.ci95[0])}" x2="${x(metric.ci95[1])}" y1="11" y2="11" /><line
        class="cap"
        x1="${x(metric.ci95[0])}"
        x2="${x(metric.ci95[0])}"
        y1="7"
        y2="15"
      /><line class="cap" x1="${x(metric.ci95[1])}" x2="${x(metric.ci95[1])}" y1="7" y2="15" />`;
  const ticks = gates
    .filter((gate) => gate.threshold >= low && gate.threshold <= 1)
    .map((gate) => markup`<path class="gate ${gate.ok ? 'good' : 'bad'}" d="M${x(gate.threshold)} 0 v22" />`);
  return markup`<svg
    class="interval"
    viewBox="0 0 220 22"
    width="220"
    height="22"
    role="img"
    aria-label="${said}"
  >
    <title>${said}</title>
    ${grid}${ticks}${whisker}
    <circle class="dot" cx="${x(metric.value)}" cy="11" r="4.5" />
  </svg>`;
}

/** Samples by outcome as one stacked bar; the words stand beside it in the table. */
export function outcomeBar(outcomes: SuiteSummary['outcomes']): Markup {
  const total = outcomeOrder.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  let at = 0;
  const parts = outcomeOrder
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => {
      const width = (outcomes[outcome] / total) * 200;
      const part = markup`<rect
        class="o-${outcome}"
        x="${fixed(at, 2)}"
        y="0"
        width="${fixed(Math.max(width - 0.6, 0.8), 2)}"
        height="12"
        ><title>
          ${outcomes[outcome]} ${outcomeInfo[outcome].word}: ${outcomeInfo[outcome].meaning}
        </title></rect
      >`;
      at += width;
      return part;
    });
  const said = outcomeWords(outcomes);
  return markup`<svg
    class="outcomes"
    viewBox="0 0 200 12"
    width="200"
    height="12"
    preserveAspectRatio="none"
    role="img"
    aria-label="${said}"
  >
    <title>${said}</title>
    ${parts}
  </svg>`;
}

/** Share of values at or below each value (ECDF), the axis logarithmic where the values span more than two decades. */
export function ecdf(values: readonly number[], label: string): Markup | null {
  if (values.length < 2) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const low = Math.max(sorted[0] as number, 1e-3);
  const high = Math.max(sorted.at(-1) as number, low * 1.001);
  const log = high / low > 100;
  const scale = (value: number): number =>
    log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  const x = (value: number): string => fixed(30 + Math.max(0, scale(value)) * 360, 1);
  const y = (share: number): string => fixed(100 - share * 90, 1);
  const step = Math.max(1, Math.floor(sorted.length / 300));
  const points = sorted
    .map((value, index) => [value, (index + 1) / sorted.length] as const)
    .filter((_point, index) => index % step === 0 || index === sorted.length - 1);
  const path = points
    .map(([value, share], index) => `${index === 0 ? `M${x(value)} ${y(0)} V` : `H${x(value)} V`}${y(share)}`)
    .join(' ');
  const marks = [0.5, 0.95].map(
    (share) =>
      markup`<line class="grid" x1="30" x2="390" y1="${y(share)}" y2="${y(share)}" /><text
          x="26"
          y="${fixed(Number(y(share)) + 3, 1)}"
          text-anchor="end"
          >p${share * 100}</text
        >`,
  );
  const said = `${label}: from ${formatDuration(low)} to ${formatDuration(high)}, ${grouped(sorted.length)} values`;
  return markup`<svg
    class="ecdf"
    viewBox="0 0 400 118"
    width="400"
    height="118"
    role="img"
    aria-label="${said}"
  >
    <title>${said}</title>
    ${marks}
    <path class="curve" d="${path}" />
    <line class="axis" x1="30" x2="390" y1="100" y2="100" />
    <text x="30" y="113">${formatDuration(low)}</text>
    <text x="390" y="113" text-anchor="end">${formatDuration(high)}${log ? ' (log)' : ''}</text>
  </svg>`;
}
