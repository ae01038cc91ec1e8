import type { GateResult, MetricValue } from '../harness/contract/summary.ts';
import type { SampleRecord } from '../harness/contract/run-record.ts';
import type { MetricUnit } from '../harness/contract/metrics.ts';
import { metricInfo } from './metric-catalogue.ts';

/** What stands where nothing could be measured. */
export const noValue = '–';

/** A metric's value as people read it: `85.0 %`, `+1.2 pp`, `12.3 ms`, `1,234 B`. */
export function formatValue(key: string, value: number | null): string {
  return value === null ? noValue : formatUnit(metricInfo(key).unit, value);
}

/** A metric's 95 % interval: `[64.0, 94.8] %`, both units where they differ, or a dash. */
export function formatInterval(key: string, metric: Pick<MetricValue, 'ci95'>): string {
  if (metric.ci95 === null) return noValue;
  const [low, high] = metric.ci95.map((end) => formatValue(key, end)) as [string, string];
  const unit = / \S+$/.exec(low)?.[0] ?? '';
  return unit !== '' && high.endsWith(unit)
    ? `[${low.slice(0, -unit.length)}, ${high.slice(0, -unit.length)}]${unit}`
    : `[${low}, ${high}]`;
}

/** A gate's condition: `≥ 80.0 %`. */
export function formatGate(gate: GateResult): string {
  return `${gate.direction === 'atLeast' ? '≥' : '≤'} ${formatValue(gate.metric, gate.threshold)}`;
}

/** How many samples a gate speaks of: `coverage 100.0 %`, with the least it needs where that is missed. */
export function formatCoverage({ coverage, leastCoverage }: GateResult): string {
  const covered = `coverage ${formatUnit('rate', coverage)}`;
  return coverage < leastCoverage ? `${covered}, needs ${formatUnit('rate', leastCoverage)}` : covered;
}

/** A number with its unit; fixed decimals, no locale. */
export function formatUnit(unit: MetricUnit, value: number): string {
  switch (unit) {
    case 'rate':
      return `${fixed(value * 100, 1)} %`;
    case 'difference':
      return `${value > 0 ? '+' : ''}${fixed(value * 100, 1)} pp`;
    case 'ms':
      return formatDuration(value);
    case 'bytes':
      return formatBytes(value);
    case 'tokens':
      return fixed(value, 1);
    case 'per-second':
      return `${grouped(value)}/s`;
    case 'megabytes':
      return `${fixed(value, 1)} MB`;
  }
}

/** Milliseconds as `0.12 ms`, `85.3 ms`, `1.24 s`, `12 min 3 s`. */
export function formatDuration(ms: number): string {
  if (Math.abs(ms) < 10) return `${fixed(ms, 2)} ms`;
  if (Math.abs(ms) < 1000) return `${fixed(ms, 1)} ms`;
  if (Math.abs(ms) < 120_000) return `${fixed(ms / 1000, 2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Bytes as `512 B`, `2.1 KiB`, `3.40 MiB`. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${fixed(bytes, Number.isInteger(bytes) ? 0 : 1)} B`;
  if (Math.abs(bytes) < 1024 ** 2) return `${fixed(bytes / 1024, 1)} KiB`;
  return `${fixed(bytes / 1024 ** 2, 2)} MiB`;
}

/** A whole number with commas: `1,234,567`. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Prompt and generated tokens together; null where they are not known. */
export function allTokens({ tokens }: Pick<SampleRecord, 'tokens'>): number | null {
  return tokens === null ? null : tokens.prefill + tokens.decode;
}

/** A whole number with commas, or a dash where there is none. */
export function groupedOrNone(value: number | null): string {
  return value === null ? noValue : grouped(value);
}

/** `1 task`, `2 tasks`. */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Fixed decimals with a true minus sign, never before a zero. */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
