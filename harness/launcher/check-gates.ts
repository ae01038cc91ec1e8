import { HermesError } from '../contract/errors.ts';
import { headlineMetrics, type MetricRow, quantityTable, rateTable } from '../contract/metrics.ts';
import { nearest } from '../contract/nearest.ts';
import type { Gate, Suite } from '../contract/suite.ts';

const table: Record<string, MetricRow> = { ...rateTable, ...quantityTable };

/** Refuses, before anything runs, a gate that no run of its suite could meet for want of the number or of sense: HERMES_RUN_GATE_INVALID. */
export function checkGates(suites: Suite[]): void {
  for (const suite of suites) for (const gate of suite.gates) checkGate(suite, gate);
}

type Refuse = (why: string, fix: string) => never;

function checkGate(suite: Suite, gate: Gate): void {
  const { name, pipeline } = suite;
  const key = gate.metric.replace(/_with_harness_errors$/, '');
  const [, family, k = '1'] = /^(pass_at|pass_hat)_(\d+)$/.exec(key) ?? [];
  const row = table[family === undefined ? key : `${family}_<k>`];
  const refuse: Refuse = (why, fix) => {
    throw new HermesError('HERMES_RUN_GATE_INVALID', {
      message: `suite '${name}': gate on ${gate.metric}: ${why}.`,
      value: gate.metric,
      fix,
    });
  };
  if (row === undefined) {
    const guess = nearest(gate.metric.replace('@', '_at_'), namesFor(suite));
    const fix = guess === undefined ? 'choose one of docs/suites.md.' : `did you mean '${guess}'?`;
    return refuse('there is no such metric', fix);
  }
  if (!belongsTo(row, pipeline)) {
    refuse(
      `a suite with pipeline ${pipeline} does not have it`,
      `choose one of ${ratesOf(pipeline).join(', ')}.`,
    );
  }
  const [headline] = headlineMetrics[pipeline];
  if (key !== gate.metric && key !== headline) {
    const why = 'only the rate that a suite is about is told with harness errors, too';
    refuse(why, `use ${headline}_with_harness_errors.`);
  }
  if (family !== undefined) checkAttempts(suite, { family, k: Number(k) }, refuse);
  return checkThreshold(row, gate, refuse);
}

function belongsTo({ pipelines }: MetricRow, pipeline: Suite['pipeline']): boolean {
  return pipelines === 'all' || (pipelines !== 'arms' && pipelines.includes(pipeline));
}

function checkAttempts(
  { samples }: Suite,
  { family, k }: { family: string; k: number },
  refuse: Refuse,
): void {
  const told = [1, samples].includes(k) && !(family === 'pass_hat' && k === 1);
  if (told) return;
  refuse(`it needs ${k} samples a task, the suite takes ${samples}`, `set samples: ${k}, or gate pass_at_1.`);
}

function checkThreshold(row: MetricRow, { threshold }: Gate, refuse: Refuse): void {
  const [low, high] =
    row.unit === 'rate' ? [0, 1] : row.unit === 'difference' ? [-1, 1] : [0, Number.MAX_VALUE];
  if (threshold >= low && threshold <= high) return;
  const perCent = row.unit === 'rate' && threshold > 1 && threshold <= 100;
  refuse(
    `the threshold ${threshold} lies outside ${low} to ${high === Number.MAX_VALUE ? 'any number' : high}`,
    perCent ? `write ${threshold / 100} for ${threshold} %.` : 'correct the threshold.',
  );
}

function ratesOf(pipeline: Suite['pipeline']): string[] {
  return Object.entries<MetricRow>(rateTable)
    .filter(([, row]) => belongsTo(row, pipeline))
    .map(([key]) => key);
}

function namesFor({ pipeline, samples }: Suite): string[] {
  return [...ratesOf(pipeline), ...Object.keys(quantityTable)].flatMap((key) =>
    key.includes('<k>') ? [1, samples].map((k) => key.replace('<k>', String(k))) : [key],
  );
}
