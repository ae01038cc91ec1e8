import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { JournalEntry } from '../../harness/contract/run-record.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { allTokens, noValue, formatBytes, formatDuration, grouped, groupedOrNone } from '../format.ts';
import { suiteLabel } from '../overall-verdict.ts';
import { compareKeys } from '../sample-order.ts';
import { ecdf } from './charts.ts';
import { sampleHref } from './page-data.ts';
import { table } from './tables.ts';
import { type Markup, markup } from './template.ts';

/** Where time went: latencies per suite, what waiting, model and sandbox cost, each worker's share, the slowest samples. */
export function performancePage({ samples, summary }: RunRecord): Markup {
  const { tokensPerSecond, wallMs } = summary.throughput;
  const rate =
    tokensPerSecond !== null && `, ${grouped(tokensPerSecond)} prompt and generated tokens per second of it`;
  return markup`<section id="performance" class="page" aria-labelledby="performance-title"><h1 id="performance-title">Performance</h1>
<p>${formatDuration(wallMs)} wall time${rate}. Times vary from run to run and are in no digest.</p>
${summary.suites.map((suite) => suiteTimes(suite, summary.suites, samples))}
${workers(samples)}
${slowest(samples)}
</section>
`;
}

function suiteTimes(
  suite: SuiteSummary,
  suites: readonly SuiteSummary[],
  samples: readonly JournalEntry[],
): Markup {
  const seen = samples
    .filter(
      ({ record }) => record.suite === suite.name && record.arm === suite.arm && record.outcome !== 'harness',
    )
    .map(({ observation }) => observation);
  const completions = seen.flatMap((each) => each.completions);
  const executions = seen.flatMap((each) => each.executions);
  const rows = [
    percentileRow(
      'sample, start to end',
      seen.map((each) => each.wallMs),
    ),
    percentileRow(
      'completion: waiting in the queue',
      completions.map((each) => each.queueMs),
    ),
    percentileRow(
      'completion: first token',
      completions.map((each) => each.firstTokenMs),
    ),
    percentileRow(
      'completion: whole',
      completions.map((each) => each.wallMs),
    ),
    percentileRow(
      'sandbox: wall',
      executions.map((each) => each.wallMs),
    ),
    percentileRow(
      'sandbox: CPU',
      executions.map((each) => each.cpuMs),
    ),
    percentileRow(
      'message path of an act',
      seen.flatMap((each) => each.messagePathMs),
    ),
    percentileRow(
      'anchor dereference',
      seen.flatMap((each) => each.derefMs),
    ),
  ];
  const memoryMiB = executions.reduce((most, each) => Math.max(most, each.peakMemoryMiB), 0);
  const label = suiteLabel(suite, suites);
  const times = table(
    `Latency percentiles of ${label}, nearest rank`,
    ['Time', '#n', '#p50', '#p90', '#p95', '#p99', '#max'],
    rows,
  );
  return markup`<h2>${label}</h2><div class="performance"><div>${times}${memoryMiB > 0 && markup`<p class="note">Sandbox peak memory ${formatBytes(memoryMiB * 1024 ** 2)}.</p>`}</div>${ecdf(
    seen.map((each) => each.wallMs),
    `${label}, share of samples by time`,
  )}</div>
`;
}

/** A percentile is shown from the number of values on at which it is not just the maximum. */
function percentileRow(name: string, values: readonly number[]): Markup | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const cells = [
    [50, 1],
    [90, 10],
    [95, 20],
    [99, 100],
    [100, 1],
  ].map(([p = 0, least = 0]) => {
    const shown = sorted.length < least ? noValue : formatDuration(nearestRank(sorted, p));
    return markup`<td class="number">${shown}</td>`;
  });
  return markup`<tr><th scope="row">${name}</th><td class="number">${grouped(values.length)}</td>${cells}</tr>`;
}

function nearestRank(sorted: readonly number[], p: number): number {
  return sorted[Math.max(1, Math.ceil((p / 100) * sorted.length)) - 1] as number;
}

function workers(samples: readonly JournalEntry[]): Markup | null {
  const completions = samples.flatMap(({ observation }) => observation.completions);
  const groups = [...Map.groupBy(completions, (each) => each.worker)].toSorted(([a], [b]) => a - b);
  if (groups.length === 0) return null;
  const rows = groups.map(([worker, own]) => {
    const busyMs = own.reduce((sum, each) => sum + each.wallMs, 0);
    const tokens = own.reduce((sum, each) => sum + each.prefill + each.decode, 0);
    const retries = own.reduce((sum, each) => sum + each.retries, 0);
    const rate = busyMs > 0 ? `${grouped((tokens * 1000) / busyMs)}/s` : noValue;
    return markup`<tr><th scope="row">worker ${worker}</th><td class="number">${grouped(own.length)}</td><td class="number">${grouped(tokens)}</td><td class="number">${formatDuration(busyMs)}</td><td class="number">${rate}</td><td class="number">${retries}</td></tr>`;
  });
  return markup`<h2>Model workers</h2>${table('Model workers', ['Worker', '#Completions', '#Tokens', '#Busy', '#Tokens while busy', '#Retries'], rows)}`;
}

function slowest(samples: readonly JournalEntry[]): Markup {
  const rows = samples
    .toSorted((a, b) => b.observation.wallMs - a.observation.wallMs || compareKeys(a.record, b.record))
    .slice(0, 10)
    .map(
      ({ record, observation }) =>
        markup`<tr><td>${record.suite}</td><td><a href="${sampleHref(record)}">${record.task}</a></td><td class="number">${record.sample}</td><td class="number">${formatDuration(observation.wallMs)}</td><td class="number">${groupedOrNone(allTokens(record))}</td><td class="number">${observation.executions.length}</td></tr>`,
    );
  return markup`<h2>Slowest samples</h2>${table('Slowest samples', ['Suite', 'Task', '#Sample', '#Time', '#Tokens', '#Executions'], rows)}`;
}
