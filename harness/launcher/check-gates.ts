import { HermesError } from '../contract/errors.ts';
import { headlineMetrics, type MetricRow, quantityTable, rateTable } from '../contract/metrics.ts';
import { nearest } from '../contract/nearest.ts';
import type { Gate, Suite } from '../contract/suite.ts';

const table: Record<string, MetricRow> = { ...rateTable, ...quantityTable };

/** Refuses, before anything runs, a gate that no run of its suite could meet for want of the number or of sense: HERMES_RUN_GATE_INVALID. */
export function checkGates(suites: Suite[]): void {
  for (const suite of suites) for (const gate of suite.gates) checkGate(suite, gate);
}

function checkGate({ name, pipeline, samples }: Suite, gate: Gate): void {
  const key = gate.metric.replace(/_with_harness_errors$/, '');
  const [, family, k = '1'] = /^(pass_at|pass_hat)_(\d+)$/.exec(key) ?? [];
  const row = table[family === undefined ? key : `${family}_<k>`];
  const refuse = (why: string, fix: string): never => {
    throw new HermesError('HERMES_RUN_GATE_INVALID', {
      message: `suite '${name}': gate on ${gate.metric}: ${why}.`,
      value: gate.metric,
      fix,
    });
  };
  if (row === undefined) {
    const guess = nearest(gate.metric.replace('@', '_at_'), namesFor(pipeline, samples));
    return refuse(
      'there is no such metric',
      guess === undefined ? 'choose one of docs/suites.md.' : `did you mean '${guess}'?`,
    );
  }
  const { pipelines } = row;
  if (pipelines === 'arms' || (pipelines !== 'all' && !pipelines.includes(pipeline))) {
    refuse(
      `a suite with pipeline ${pipeline} does not have it`,
      `choose one of ${ratesOf(pipeline).join(', ')}.`,
    );
  }
  if (key !== gate.metric && key !== headlineMetrics[pipeline][0]) {
    refuse(
      'only the rate that a suite is about is told with harness errors, too',
      `use ${headlineMetrics[pipeline][0]}_with_harness_errors.`,
    );
  }
  const attempts = [1, samples];
  if (family !== undefined && (!attempts.includes(Number(k)) || (family === 'pass_hat' && k === '1'))) {
    refuse(
      `it needs ${k} samples a task, the suite takes ${samples}`,
      `set samples: ${k}, or gate pass_at_1.`,
    );
  }
  checkThreshold(row, gate, refuse);
}

function checkThreshold(
  row: MetricRow,
  { threshold }: Gate,
  refuse: (why: string, fix: string) => never,
): void {
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
    .filter(
      ([, { pipelines }]) => pipelines === 'all' || (pipelines !== 'arms' && pipelines.includes(pipeline)),
    )
    .map(([key]) => key);
}

function namesFor(pipeline: Suite['pipeline'], samples: number): string[] {
  return [...ratesOf(pipeline), ...Object.keys(quantityTable)].flatMap((key) =>
    key.includes('<k>') ? [1, samples].map((k) => key.replace('<k>', String(k))) : [key],
  );
}
