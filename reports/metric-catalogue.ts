/** How a metric is written: as a share, a signed difference of shares, or a quantity with a unit. */
export type MetricKind = 'rate' | 'difference' | 'ms' | 'bytes' | 'tokens' | 'per-second' | 'megabytes';

/** What a reader needs to understand a metric. */
export interface MetricInfo {
  key: string;
  label: string;
  kind: MetricKind;
  better: 'higher' | 'lower';
  /** One sentence: what it is the share or the mean of. */
  meaning: string;
}

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
  if (attempts !== null) return passInfo(key, attempts[1] === 'at', attempts[2] ?? '1');
  const known = catalogue[key];
  if (known === undefined) {
    return {
      key,
      label: key.replaceAll('_', ' '),
      kind: 'rate',
      better: 'higher',
      meaning: 'Mean score over tasks.',
    };
  }
  const [label, kind, better, meaning] = known;
  return { key, label, kind, better, meaning };
}

/** Metric keys of a suite in the order readers want them: what the suite is about, its other rates, then cost. */
export function orderedMetrics(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The metrics of a suite's first line, by pipeline; a gated metric always joins them. */
export function headlineMetrics(pipeline: string): string[] {
  return headlines[pipeline] ?? ['pass_at_1'];
}

const headlines: Record<string, string[]> = {
  planner: ['plan_exact', 'plan_effect'],
  coder: ['pass_at_1'],
  tester: ['assertions_hold', 'mutants_killed'],
  full: ['pass_at_1', 'agreement'],
};

type Entry = readonly [label: string, kind: MetricKind, better: 'higher' | 'lower', meaning: string];

const catalogue: Record<string, Entry> = {
  plan_exact: [
    'Plan equals reference',
    'rate',
    'higher',
    'Share of tasks whose plan has the reference’s steps in its order.',
  ],
  plan_steps_f1: [
    'Plan steps, F1',
    'rate',
    'higher',
    'Mean F1 of the plan’s steps against the reference plan’s.',
  ],
  plan_effect: [
    'Effect of the plan',
    'difference',
    'higher',
    'Coder’s pass rate with the planner’s plan minus without it, paired by task.',
  ],
  pass_with_plan: [
    'Pass with plan',
    'rate',
    'higher',
    'Share of tasks the coder solves with the planner’s plan.',
  ],
  pass_without_plan: [
    'Pass without plan',
    'rate',
    'higher',
    'Share of tasks the coder solves from the statement alone.',
  ],
  pass_after_repair: [
    'Pass after repair',
    'rate',
    'higher',
    'Share of tasks solved after the last repair round.',
  ],
  flaky_tasks: [
    'Tasks that vary',
    'rate',
    'lower',
    'Share of tasks that neither pass nor fail in all of their samples.',
  ],
  refused: ['No usable program', 'rate', 'lower', 'Share of answers from which no program could be taken.'],
  assertions_hold: [
    'Assertions that hold',
    'rate',
    'higher',
    'Share of the tester’s assertions that hold on the reference, mean over tasks.',
  ],
  tests_all_hold: [
    'All assertions hold',
    'rate',
    'higher',
    'Share of tasks where every assertion holds on the reference.',
  ],
  mutants_killed: [
    'Mutants killed',
    'rate',
    'higher',
    'Share of non-equivalent mutants of the reference that the holding assertions catch.',
  ],
  wrong_caught: [
    'Wrong programs caught',
    'rate',
    'higher',
    'Share of known wrong programs that the holding assertions catch.',
  ],
  false_alarm: ['False alarms', 'rate', 'lower', 'Share of right programs that the tester’s tests fail.'],
  agreement: [
    'Agreement with hidden tests',
    'rate',
    'higher',
    'Share of programs on which the tester’s tests and the hidden tests say the same.',
  ],
  balanced_accuracy: [
    'Balanced accuracy',
    'rate',
    'higher',
    'Mean of the shares of right programs passed and wrong programs rejected by the tester.',
  ],
  bytes_per_solve: [
    'Bytes per solve',
    'bytes',
    'lower',
    'Serialised messages with their 5-byte prefixes, both directions, of all tasks per passed task.',
  ],
  deref_bytes: [
    'Anchor bytes',
    'bytes',
    'lower',
    'Bytes fetched through anchors beside the messages, mean per task.',
  ],
  tokens_prefill: ['Prompt tokens', 'tokens', 'lower', 'Mean per task.'],
  tokens_decode: ['Generated tokens', 'tokens', 'lower', 'Mean per task.'],
  tokens_per_second: [
    'Tokens per second',
    'per-second',
    'higher',
    'Prompt and generated tokens per second a model worker was busy.',
  ],
  e2e_latency_ms_p50: [
    'Latency, median',
    'ms',
    'lower',
    'Start to end of a sample, waiting included; nearest rank.',
  ],
  e2e_latency_ms_p95: [
    'Latency, p95',
    'ms',
    'lower',
    'Start to end of a sample, waiting included; nearest rank.',
  ],
  message_path_ms_p95: [
    'Message path, p95',
    'ms',
    'lower',
    'A typed act on the wire without the agent’s work.',
  ],
  mcp_deref_ms_p95: ['Anchor dereference, p95', 'ms', 'lower', 'Fetching one anchor.'],
  process_memory_mb: [
    'Process memory',
    'megabytes',
    'lower',
    'Peak resident memory of agent and model processes.',
  ],
  device_utilization: ['Device utilisation', 'rate', 'higher', 'Busy share of the device, where it tells.'],
  passed: ['Samples passed', 'rate', 'higher', 'Share of samples whose outcome is passed, mean over tasks.'],
  message_bytes: [
    'Message bytes',
    'bytes',
    'lower',
    'Serialised messages with their 5-byte prefixes, mean per task.',
  ],
  e2e_latency_ms: ['Latency', 'ms', 'lower', 'Start to end of a sample, mean per task.'],
  message_path_ms: ['Message path', 'ms', 'lower', 'A typed act on the wire, mean per task.'],
};

const order = Object.keys(catalogue);

function rank(key: string): number {
  const attempts = /^pass_(at|hat)_(\d+)$/.exec(key);
  if (attempts !== null) return (attempts[1] === 'at' ? -2000 : -1000) + Math.min(900, Number(attempts[2]));
  const base = key.replace(/_with_harness_errors$/, '');
  const suffix = base === key ? 0 : 0.5;
  if (base !== key && base.startsWith('pass_')) return rank(base) + suffix;
  const index = order.indexOf(base);
  return index === -1 ? order.indexOf('bytes_per_solve') - 0.5 : index + suffix;
}

function passInfo(key: string, any: boolean, k: string): MetricInfo {
  const shared = { key, kind: 'rate', better: 'higher' } as const;
  if (!any) {
    return {
      ...shared,
      label: `pass^${k}`,
      meaning: `Chance that all of ${k} attempts pass the hidden tests; unbiased, mean over tasks.`,
    };
  }
  const meaning =
    k === '1'
      ? 'Share of attempts that pass the hidden tests, mean over tasks.'
      : `Chance that at least one of ${k} attempts passes the hidden tests; unbiased, mean over tasks.`;
  return { ...shared, label: `pass@${k}`, meaning };
}
