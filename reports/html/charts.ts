import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { fixed, formatDuration, grouped } from '../format.ts';
import { outcomeInfo, outcomeOrder, outcomeWords } from '../outcomes.ts';
import { type Markup, markup } from './template.ts';

/** Samples by outcome as one stacked bar; the words stand beside it in the table. */
export function outcomeBar(outcomes: SuiteSummary['outcomes']): Markup {
  const present = outcomeOrder.filter((outcome) => outcomes[outcome] > 0);
  const total = present.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  let before = 0;
  const parts = present.map((outcome) => {
    const at = (before / total) * 200;
    before += outcomes[outcome];
    const width = Math.max((before / total) * 200 - at - 0.6, 0.8);
    return markup`<rect class="o-${outcome}" x="${fixed(at, 2)}" y="0" width="${fixed(width, 2)}" height="12"><title>${outcomes[outcome]} ${outcomeInfo[outcome].word}: ${outcomeInfo[outcome].meaning}</title></rect>`;
  });
  const said = outcomeWords(outcomes);
  return markup`<svg class="outcomes" viewBox="0 0 200 12" width="200" height="12" preserveAspectRatio="none" role="img" aria-label="${said}"><title>${said}</title>${parts}</svg>`;
}

/** Share of values at or below each value (ECDF); the axis is logarithmic where the largest is more than ten times the smallest. */
export function ecdf(values: readonly number[], label: string): Markup | null {
  if (values.length < 2) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const low = Math.max(sorted[0] as number, 1e-3);
  const high = Math.max(sorted.at(-1) as number, low * 1.001);
  const log = high / low > 10;
  const share = (value: number): number =>
    log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  const x = (value: number): string => fixed(30 + Math.max(0, share(value)) * 360, 1);
  const y = (part: number): string => fixed(100 - part * 90, 1);
  const marks = [0.5, 0.95].map(
    (part) =>
      markup`<line class="grid" x1="30" x2="390" y1="${y(part)}" y2="${y(part)}"/><text x="26" y="${fixed(103 - part * 90, 1)}" text-anchor="end">p${part * 100}</text>`,
  );
  const said = `${label}: from ${formatDuration(low)} to ${formatDuration(high)}, ${grouped(sorted.length)} values`;
  return markup`<svg class="ecdf" viewBox="0 0 400 118" width="400" height="118" role="img" aria-label="${said}"><title>${said}</title>${marks}<path class="curve" d="${steps(sorted, x, y)}"/><line class="axis" x1="30" x2="390" y1="100" y2="100"/><text x="30" y="113">${formatDuration(low)}</text><text x="390" y="113" text-anchor="end">${formatDuration(high)}${log && ' (log scale)'}</text></svg>`;
}

/** Path of at most about 300 steps. */
function steps(
  sorted: readonly number[],
  x: (value: number) => string,
  y: (share: number) => string,
): string {
  const stride = Math.max(1, Math.floor(sorted.length / 300));
  const points = sorted
    .map((value, index) => [value, (index + 1) / sorted.length] as const)
    .filter((_point, index) => index % stride === 0 || index === sorted.length - 1);
  return points
    .map(([value, share], index) => `${index === 0 ? `M${x(value)} ${y(0)}` : `H${x(value)}`}V${y(share)}`)
    .join('');
}
