import {
  armTable,
  headlineMetrics,
  type MetricRow,
  quantityTable,
  rateTable,
} from '../harness/contract/metrics.ts';
import { PipelineKind } from '../harness/contract/suite.ts';

/** What a reader needs to understand a metric. */
export interface MetricInfo extends Pick<MetricRow, 'label' | 'unit' | 'better' | 'meaning'> {
  key: string;
}

const catalogue: Record<string, MetricRow> = { ...rateTable, ...quantityTable, ...armTable };

/** Everything known of a metric; keys with a number (`pass_at_5`) and keys nobody declared get an entry too. */
export function metricInfo(key: string): MetricInfo {
  const harnessErrors = /^(.+)_with_harness_errors$/.exec(key);
  if (harnessErrors?.[1] !== undefined) {
    const base = metricInfo(harnessErrors[1]);
    return {
      ...base,
      key,
      label: `${base.label}, harness errors as fails`,
      meaning: `${base.meaning} Harness faults count as 0 here.`,
    };
  }
  const attempts = /^pass_(at|hat)_(\d+)$/.exec(key);
  if (attempts !== null) return passInfo(attempts[1] === 'at' ? 'at' : 'hat', attempts[2] ?? '1');
  const known = catalogue[key];
  if (known === undefined) {
    const label = key.replaceAll('_', ' ');
    return { key, label, unit: 'rate', better: 'higher', meaning: 'Mean score over tasks.' };
  }
  return { key, ...known };
}

/** Metric keys of a suite in the order readers want them: what the suite is about, its other rates, then cost. */
export function orderedMetrics(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The metrics of a suite's first line, by pipeline; a gated metric always joins them. */
export function headlinesOf(pipeline: string): readonly string[] {
  const known = PipelineKind.safeParse(pipeline);
  return known.success ? headlineMetrics[known.data] : ['pass_at_1'];
}

const order: string[] = Object.keys(catalogue);

function rank(key: string): number {
  const attempts = /^pass_(at|hat)_(\d+)$/.exec(key);
  if (attempts !== null) return (attempts[1] === 'at' ? -2000 : -1000) + Math.min(900, Number(attempts[2]));
  const base = key.replace(/_with_harness_errors$/, '');
  const suffix = base === key ? 0 : 0.5;
  if (base !== key && base.startsWith('pass_')) return rank(base) + suffix;
  const index = order.indexOf(base);
  return index === -1 ? order.indexOf('bytes_per_solve') - 0.5 : index + suffix;
}

function passInfo(kind: 'at' | 'hat', k: string): MetricInfo {
  const row = rateTable[`pass_${kind}_<k>`];
  const named = { ...row, key: `pass_${kind}_${k}`, label: row.label.replace('<k>', k) };
  if (kind === 'at' && k === '1') {
    return { ...named, meaning: 'Share of attempts that pass the hidden tests, mean over tasks.' };
  }
  return { ...named, meaning: row.meaning.replace('<k>', k) };
}
