import type { ReportInput } from '../../harness/contract/report-input.ts';
import type { ArmComparison, ArmDifference } from '../../harness/contract/summary.ts';
import { DASH, fixed, formatKind, grouped, plural } from '../format.ts';
import { metricInfo } from '../metric-catalogue.ts';
import type { MetricKind } from '../metric-catalogue.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

/** Arms compared pairwise on the same tasks: bytes, tokens, latency with intervals; null when one arm ran. */
export function armsPage({ summary: { arms } }: ReportInput): Markup | null {
  if (arms === undefined || arms.length === 0) return null;
  return markup`<section id="arms" class="page" aria-labelledby="arms-title">
    <h1 id="arms-title">Arms</h1>
    <p>
      A = natural-language JSON, C = protobuf with everything inline, PM = protobuf with anchors. An arm
      changes only how acts are encoded: prompts and seeds are byte-identical, so outcomes must be equal.
    </p>
    ${arms.map((comparison) => comparisonTable(comparison))}
  </section>`;
}

function comparisonTable(comparison: ArmComparison): Markup {
  const { suite, first, second, pairs, leftOut, differentOutcomes, mcNemar, metrics } = comparison;
  const same = differentOutcomes.length === 0;
  return markup`<h2>${suite}: ${second} against ${first}</h2>
    <p>
      <span class="${same ? 'good' : 'bad'}"
        >${same ? `✓ equal outcomes in all ${plural(pairs, 'pair')}` : `✗ ${plural(differentOutcomes.length, 'pair')} with different outcomes: a bug`}</span
      >${leftOut > 0 && markup` · ${plural(leftOut, 'oversized pair')} left out of both`} · discordant passes
      ${mcNemar.b} and ${mcNemar.c}, McNemar mid-p ${fixed(mcNemar.midP, 4)}
    </p>
    ${
      !same &&
      markup`<ul>
        ${differentOutcomes.slice(0, 20).map((pair) => markup`<li>${pair.task}, sample ${pair.sample}: ${first} ${pair.first}, ${second} ${pair.second}</li>`)}
      </ul>`
    }
    <div class="scroll">
      <table>
        <caption class="hidden">
          ${second} against ${first} in ${suite}
        </caption>
        <thead>
          <tr>
            <th scope="col">Per task</th>
            <th scope="col" class="number">${first}</th>
            <th scope="col" class="number">${second}</th>
            <th scope="col" class="number">${second} ÷ ${first}</th>
            <th scope="col">95 % interval</th>
            <th scope="col" class="number">${second} − ${first}</th>
            <th scope="col">95 % interval</th>
            <th scope="col" class="number">n tasks</th>
            <th scope="col">Reading</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(metrics).map(([key, difference]) => differenceRow(key, difference))}
        </tbody>
      </table>
    </div>`;
}

function differenceRow(key: string, metric: ArmDifference): Markup | null {
  if (metric.n === 0) return null;
  const { label, kind, better } = metricInfo(key);
  const show = (value: number | null): string => (value === null ? DASH : formatKind(kind, value));
  const signedKind: MetricKind = kind === 'rate' ? 'difference' : kind;
  const signed = (value: number): string =>
    `${value > 0 && signedKind !== 'difference' ? '+' : ''}${formatKind(signedKind, value)}`;
  const difference = metric.difference === null ? null : -metric.difference;
  const interval: [number, number] | null = metric.ci95 && [-metric.ci95[1], -metric.ci95[0]];
  const ratio = metric.ratioCi95;
  return markup`<tr>
    <th scope="row">${label}</th>
    <td class="number">${show(metric.first)}</td>
    <td class="number">${show(metric.second)}</td>
    <td class="number strong">${metric.ratio === null ? DASH : `${fixed(metric.ratio, 3)} ×`}</td>
    <td class="nowrap">${ratio === null ? DASH : `[${fixed(ratio[0], 3)}, ${fixed(ratio[1], 3)}]`}</td>
    <td class="number">${difference === null ? DASH : signed(difference)}</td>
    <td class="nowrap">${interval === null ? DASH : `[${signed(interval[0])}, ${signed(interval[1])}]`}</td>
    <td class="number">${grouped(metric.n)}</td>
    <td>${reading(interval, better)}</td>
  </tr>`;
}

/** Words for a paired interval; never "same". */
function reading(interval: [number, number] | null, better: 'higher' | 'lower'): string {
  if (interval === null || (interval[0] <= 0 && interval[1] >= 0)) return 'no detectable difference';
  const rises = interval[0] > 0;
  return rises === (better === 'higher') ? 'better' : 'worse';
}
