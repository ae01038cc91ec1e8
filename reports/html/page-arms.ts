import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { ArmComparison, ArmDifference } from '../../harness/contract/summary.ts';
import { noValue, fixed, formatUnit, grouped, plural } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import { table } from './tables.ts';
import { type Markup, markup } from './template.ts';

/** Arms compared pairwise on the same tasks: bytes, tokens, latency with intervals; null when one arm ran. */
export function armsPage({ summary: { arms } }: RunRecord): Markup | null {
  if (arms === undefined || arms.length === 0) return null;
  return markup`<section id="arms" class="page" aria-labelledby="arms-title"><h1 id="arms-title">Arms</h1>
<p>A = natural-language JSON, C = protobuf with everything inline, PM = protobuf with anchors. An arm changes only how acts are encoded: prompts and seeds are byte-identical, so outcomes must be equal.</p>
${arms.map((comparison) => comparisonTable(comparison))}
</section>
`;
}

function comparisonTable(comparison: ArmComparison): Markup {
  const { suite, first, second, leftOut, mcNemar, metrics } = comparison;
  const columns = [
    'Per task',
    `#${first}`,
    `#${second}`,
    `#${second} ÷ ${first}`,
    '95 % interval',
    `#${second} − ${first}`,
    '95 % interval',
    '#n tasks',
    'Reading',
  ];
  const rows = Object.entries(metrics).map(([key, difference]) => differenceRow(key, difference));
  return markup`<h2>${suite}: ${second} against ${first}</h2>
<p>${outcomeWords(comparison)}${leftOut > 0 && ` · ${plural(leftOut, 'oversized pair')} left out of both`} · discordant passes ${mcNemar.b} and ${mcNemar.c}, McNemar mid-p ${fixed(mcNemar.midP, 4)}</p>
${table(`${second} against ${first} in ${suite}`, columns, rows)}`;
}

function outcomeWords({ pairs, differentOutcomes, first, second }: ArmComparison): Markup {
  const count = differentOutcomes.length;
  if (count === 0) return markup`<span class="good">✓ equal outcomes in all ${plural(pairs, 'pair')}</span>`;
  const list = differentOutcomes
    .slice(0, 20)
    .map((pair) => `${pair.task}, sample ${pair.sample}: ${first} ${pair.first}, ${second} ${pair.second}`);
  return markup`<span class="bad">✗ ${plural(count, 'pair')} with different outcomes, which is a bug: ${list.join('; ')}${count > 20 && '; …'}</span>`;
}

function differenceRow(key: string, metric: ArmDifference): Markup | null {
  const unused = metric.first === 0 && metric.second === 0 && key.endsWith('_bytes');
  if (metric.n === 0 || unused) return null;
  const { label, unit, better } = metricInfo(key);
  const show = (value: number | null): string => (value === null ? noValue : formatUnit(unit, value));
  const signed = (value: number): string =>
    unit === 'rate' ? formatUnit('difference', value) : `${value > 0 ? '+' : ''}${formatUnit(unit, value)}`;
  // The record holds first − second; the table reads second against first.
  const difference = metric.difference === null ? noValue : signed(-metric.difference);
  const interval: [number, number] | null = metric.ci95 && [-metric.ci95[1], -metric.ci95[0]];
  const ratio = metric.ratio === null ? noValue : `${fixed(metric.ratio, 3)} ×`;
  return markup`<tr><th scope="row">${label}</th><td class="number">${show(metric.first)}</td><td class="number">${show(metric.second)}</td><td class="number strong">${ratio}</td><td class="nowrap">${ends(metric.ratioCi95, (end) => fixed(end, 3))}</td><td class="number">${difference}</td><td class="nowrap">${ends(interval, signed)}</td><td class="number">${grouped(metric.n)}</td><td>${reading(interval, better)}</td></tr>
`;
}

function ends(interval: [number, number] | null, show: (value: number) => string): string {
  return interval === null ? noValue : `[${show(interval[0])}, ${show(interval[1])}]`;
}

/** Words for a paired interval; never "same", only "equal" where every pair was. */
function reading(interval: [number, number] | null, better: 'higher' | 'lower'): string {
  if (interval !== null && interval[0] === 0 && interval[1] === 0) return 'equal on every task';
  if (interval === null || (interval[0] <= 0 && interval[1] >= 0)) return 'no detectable difference';
  return interval[0] > 0 === (better === 'higher') ? 'better' : 'worse';
}
