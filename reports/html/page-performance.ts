import type { ReportInput } from '../../harness/contract/report-input.ts';
import type { JournalEntry } from '../../harness/contract/run-record.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { fixed, formatBytes, formatDuration, grouped } from '../format.ts';
import { suiteLabel } from '../overall-verdict.ts';
import { ecdf } from './charts.ts';
import { sampleHref } from './sample-href.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

/** Where time went: latencies per suite, what waiting, model and sandbox cost, each worker's share, the slowest samples. */
export function performancePage(input: ReportInput): Markup {
  const { suites, throughput } = input.summary;
  return markup`<section id="performance" class="page" aria-labelledby="performance-title">
    <h1 id="performance-title">Performance</h1>
    <p>
      ${formatDuration(throughput.wallMs)} wall
      time${throughput.tokensPerSecond !== null && markup`, ${grouped(throughput.tokensPerSecond)} prompt and generated tokens per second of it`}.
      Times vary from run to run and are in no digest.
    </p>
    ${suites.map((suite) => suiteTimes(suite, input))} ${workers(input.samples)} ${slowest(input.samples)}
  </section>`;
}

function suiteTimes(suite: SuiteSummary, { samples, summary: { suites } }: ReportInput): Markup {
  const seen = samples
    .filter(
      ({ record }) => record.suite === suite.name && record.arm === suite.arm && record.outcome !== 'harness',
    )
    .map(({ observation }) => observation);
  const completions = seen.flatMap((each) => each.completions);
  const executions = seen.flatMap((each) => each.executions);
  const rows: [string, number[]][] = [
    ['sample, start to end', seen.map((each) => each.wallMs)],
    ['completion: waiting in the queue', completions.map((each) => each.queueMs)],
    ['completion: first token', completions.map((each) => each.firstTokenMs)],
    ['completion: whole', completions.map((each) => each.wallMs)],
    ['sandbox: wall', executions.map((each) => each.wallMs)],
    ['sandbox: CPU', executions.map((each) => each.cpuMs)],
    ['message path of an act', seen.flatMap((each) => each.messagePathMs)],
    ['anchor dereference', seen.flatMap((each) => each.derefMs)],
  ];
  const measured = rows.filter(([, values]) => values.length > 0);
  const memory = executions.map((each) => each.peakMemoryMiB);
  const label = suiteLabel(suite, suites);
  return markup`<h2>${label}</h2>
    ${ecdf(
      seen.map((each) => each.wallMs),
      `${label}, sample latency`,
    )}
    <div class="scroll">
      <table>
        <caption class="hidden">
          Latency percentiles of ${label}, nearest rank
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="number">n</th>
            <th scope="col" class="number">p50</th>
            <th scope="col" class="number">p90</th>
            <th scope="col" class="number">p95</th>
            <th scope="col" class="number">p99</th>
            <th scope="col" class="number">max</th>
          </tr>
        </thead>
        <tbody>
          ${measured.map(([name, values]) => percentileRow(name, values))}
        </tbody>
      </table>
    </div>
    ${memory.length > 0 && markup`<p class="note">Sandbox peak memory: ${formatBytes(Math.max(...memory.slice(0, 50_000)) * 1024 ** 2)}.</p>`}`;
}

function percentileRow(name: string, values: readonly number[]): Markup {
  const sorted = values.toSorted((a, b) => a - b);
  const cell = (p: number, least: number): string =>
    sorted.length < least ? '–' : formatDuration(nearestRank(sorted, p));
  return markup`<tr>
    <th scope="row">${name}</th>
    <td class="number">${grouped(values.length)}</td>
    <td class="number">${cell(50, 1)}</td>
    <td class="number">${cell(90, 10)}</td>
    <td class="number">${cell(95, 20)}</td>
    <td class="number">${cell(99, 100)}</td>
    <td class="number">${cell(100, 1)}</td>
  </tr>`;
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
    return markup`<tr>
      <th scope="row">worker ${worker}</th>
      <td class="number">${grouped(own.length)}</td>
      <td class="number">${grouped(tokens)}</td>
      <td class="number">${formatDuration(busyMs)}</td>
      <td class="number">${busyMs > 0 ? `${grouped((tokens * 1000) / busyMs)}/s` : '–'}</td>
      <td class="number">${retries}</td>
    </tr>`;
  });
  return markup`<h2>Model workers</h2>
    <div class="scroll">
      <table>
        <caption class="hidden">
          Model workers
        </caption>
        <thead>
          <tr>
            <th scope="col">Worker</th>
            <th scope="col" class="number">completions</th>
            <th scope="col" class="number">tokens</th>
            <th scope="col" class="number">busy</th>
            <th scope="col" class="number">tokens while busy</th>
            <th scope="col" class="number">retries</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function slowest(samples: readonly JournalEntry[]): Markup {
  const rows = samples
    .toSorted((a, b) => b.observation.wallMs - a.observation.wallMs)
    .slice(0, 10)
    .map(
      ({ record, observation }) =>
        markup`<tr>
          <td>${record.suite}</td>
          <td><a href="${sampleHref(record)}">${record.task}</a></td>
          <td class="number">${record.sample}</td>
          <td class="number">${formatDuration(observation.wallMs)}</td>
          <td class="number">${grouped(record.tokens.prefill + record.tokens.decode)}</td>
          <td class="number">${fixed(observation.executions.length, 0)}</td>
        </tr>`,
    );
  return markup`<h2>Slowest samples</h2>
    <div class="scroll">
      <table>
        <caption class="hidden">
          Slowest samples
        </caption>
        <thead>
          <tr>
            <th scope="col">Suite</th>
            <th scope="col">Task</th>
            <th scope="col" class="number">Sample</th>
            <th scope="col" class="number">Time</th>
            <th scope="col" class="number">Tokens</th>
            <th scope="col" class="number">Executions</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}
