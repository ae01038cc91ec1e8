import type { ReportInput } from '../../harness/contract/report-input.ts';
import type { SampleRecord } from '../../harness/contract/run-record.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { oneLine } from '../clean-text.ts';
import { formatDuration, formatGate, formatInterval, formatValue, grouped, plural } from '../format.ts';
import { headlineMetrics, metricInfo, orderedMetrics } from '../metric-catalogue.ts';
import { outcomeInfo, outcomeOrder } from '../outcomes.ts';
import { overallVerdict, suiteLabel } from '../overall-verdict.ts';
import { badges } from './badges.ts';
import { intervalPlot, outcomeBar } from './charts.ts';
import { sampleHref } from './sample-href.ts';
import { markup } from './template.ts';
import type { Markup } from './template.ts';

/** The first screen: verdict, badges, headline numbers with intervals, n, gates and outcome classes; then what went wrong and every number. */
export function overviewPage(input: ReportInput): Markup {
  const { tone, text } = overallVerdict(input);
  return markup`<section id="overview" class="page" aria-labelledby="verdict">
    <h1 id="verdict" class="${tone}">
      <span class="sign" aria-hidden="true">${{ good: '✓', bad: '✗', neutral: '•' }[tone]}</span> ${text}
    </h1>
    <p class="facts">${facts(input)}</p>
    ${badges(input)} ${headlineTable(input)} ${legend(input)}
    <div class="columns">${causes(input)}${again(input)}</div>
    ${problemList(input)}
    <h2>Every number</h2>
    ${input.summary.suites.map((suite) => suiteTable(suite, input))}
  </section>`;
}

function facts({ summary, provenance, runId, startedAt }: ReportInput): Markup {
  const samples = summary.suites.reduce((sum, suite) => sum + suite.samples, 0);
  const names = new Set(summary.suites.map((suite) => suite.name));
  const { tokensPerSecond, wallMs } = summary.throughput;
  const parts = [
    `${plural(samples, 'sample')} in ${plural(names.size, 'suite')}`,
    provenance.models.map((model) => model.name).join(', '),
    formatDuration(wallMs),
    tokensPerSecond === null ? '' : `${grouped(tokensPerSecond)} tokens/s`,
    startedAt ?? '',
  ];
  return markup`${parts.filter((part) => part !== '').map((part) => markup`<span>${part}</span>`)}<span
      >run <code>${runId}</code></span
    >`;
}

function headlineTable({ summary: { suites } }: ReportInput): Markup {
  return markup`<div class="scroll">
    <table class="headline">
      <caption class="hidden">
        Headline results
      </caption>
      <thead>
        <tr>
          <th scope="col">Suite</th>
          <th scope="col">Metric</th>
          <th scope="col" class="number">Value</th>
          <th scope="col">95 % interval</th>
          <th scope="col">
            <span class="hidden">Drawn from 0 to 100 %</span
            ><span class="scale" aria-hidden="true"><i>0</i><i>50</i><i>100 %</i></span>
          </th>
          <th scope="col" class="number" title="tasks behind the number">n tasks</th>
          <th scope="col">Gate</th>
          <th scope="col">Outcomes of samples</th>
        </tr>
      </thead>
      ${suites.map((suite) => headlineRows(suite, suites))}
    </table>
  </div>`;
}

function headlineRows(suite: SuiteSummary, suites: readonly SuiteSummary[]): Markup {
  const gated = suite.gates.map((gate) => gate.metric);
  const keys = [...new Set([...headlineMetrics(suite.pipeline), ...gated])].filter(
    (key) => gated.includes(key) || suite.metrics[key] !== undefined,
  );
  const rows = keys.map((key, index) => {
    const first = index === 0;
    return markup`<tr>
      ${first && markup`<th scope="rowgroup" rowspan="${keys.length}" class="suite"><a href="#samples?q=suite:${suite.name}">${suiteLabel(suite, suites)}</a></th>`}${metricCells(suite, key)}${first && markup`<td rowspan="${keys.length}" class="outcome-cell">${outcomeBar(suite.outcomes)}${outcomeCounts(suite)}</td>`}
    </tr>`;
  });
  return markup`<tbody>
    ${rows}
  </tbody>`;
}

function metricCells(suite: SuiteSummary, key: string): Markup {
  const metric = suite.metrics[key] ?? { value: null, ci95: null, n: 0, method: 'none' };
  const gates = suite.gates.filter((gate) => gate.metric === key);
  const said = gates.map(
    (gate) =>
      markup`<span class="gate-word ${gate.ok ? 'good' : 'bad'}"
        >${gate.ok ? '✓' : '✗'} ${formatGate(gate)} ${gate.ok ? 'met' : 'missed'}</span
      >`,
  );
  return markup`<td title="${metricInfo(key).meaning}">${metricInfo(key).label}</td>
    <td class="number strong">${formatValue(key, metric.value)}</td>
    <td class="nowrap">${formatInterval(key, metric)}</td>
    <td class="plot">${intervalPlot(key, metric, gates)}</td>
    <td class="number">${grouped(metric.n)}</td>
    <td>${said}</td>`;
}

function outcomeCounts(suite: SuiteSummary): Markup {
  const present = outcomeOrder.filter((outcome) => suite.outcomes[outcome] > 0);
  return markup`<span class="counts"
    >${present.map((outcome) => markup`<a class="o-${outcome}" href="#samples?q=suite:${suite.name}%20arm:${suite.arm}%20s:${outcome}">${outcomeInfo[outcome].sign} ${grouped(suite.outcomes[outcome])} ${outcomeInfo[outcome].word}</a>`)}</span
  >`;
}

function legend({ summary: { suites } }: ReportInput): Markup {
  const faults = suites.reduce((sum, suite) => sum + suite.outcomes.harness, 0);
  const note =
    faults === 0
      ? 'No harness faults: the rate with them counted as failures is the same.'
      : `${plural(faults, 'harness fault')} in no rate; counted as failures in “harness errors as fails” below.`;
  return markup`<p class="note">
    Dot and line: value and 95 % interval over tasks; thick tick: gate. ${note}
  </p>`;
}

function causes({ samples }: ReportInput): Markup {
  const groups = Map.groupBy(
    samples.map(({ record }) => record).filter(({ outcome }) => outcome !== 'passed'),
    (record) => `${record.outcome}\0${causeKind(record.cause)}`,
  );
  const top = [...groups.values()]
    .toSorted(
      (a, b) => b.length - a.length || (causeKind(a[0]?.cause ?? '') < causeKind(b[0]?.cause ?? '') ? -1 : 1),
    )
    .slice(0, 5);
  const rows = top.map((group) => {
    const record = group[0] as SampleRecord;
    return markup`<li>
      <a href="${sampleHref(record)}"
        ><span class="o-${record.outcome}"
          >${outcomeInfo[record.outcome].sign} ${outcomeInfo[record.outcome].word}</span
        >
        ${oneLine(causeKind(record.cause), 90)}</a
      >
      <b>${grouped(group.length)}</b>
    </li>`;
  });
  return markup`<div>
    <h2>Most frequent causes</h2>
    ${
      rows.length === 0
        ? markup`<p>Every sample passed.</p>`
        : markup`<ol class="causes">
            ${rows}
          </ol>`
    }
  </div>`;
}

/** Causes that differ only in numbers and quoted values are one kind. */
function causeKind(cause: string): string {
  return oneLine(cause, 400)
    .replace(/^case \d+: got [\s\S]*$/, 'a case came out wrong')
    .replace(/^case \d+: /, '')
    .replace(/\d+/g, 'N');
}

function again({ commands, digests }: ReportInput): Markup {
  return markup`<div>
    <h2>Run it again</h2>
    <pre class="command" tabindex="0">
${commands.reproduce}
${commands.verify}</pre>
    <p class="note">
      Results digest <code class="digest">${digests.results}</code>: equal run digests must give equal results
      digests.
    </p>
  </div>`;
}

function problemList({ samples }: ReportInput): Markup {
  const limit = 100;
  const problems = samples
    .map(({ record }) => record)
    .filter(({ outcome }) => outcome !== 'passed')
    .toSorted((a, b) => Number(b.outcome === 'harness') - Number(a.outcome === 'harness'));
  if (problems.length === 0) return markup``;
  const rows = problems.slice(0, limit).map(
    (record) =>
      markup`<tr>
        <td class="o-${record.outcome} nowrap">
          ${outcomeInfo[record.outcome].sign} ${outcomeInfo[record.outcome].word}
        </td>
        <td>${record.suite}</td>
        <td><a href="${sampleHref(record)}">${record.task}</a></td>
        <td class="number">${record.sample}</td>
        <td class="cause">${oneLine(record.cause)}</td>
      </tr>`,
  );
  const more =
    problems.length > limit &&
    markup`<p class="note">
      The first ${limit} of ${grouped(problems.length)}; <a href="#samples?q=!s:passed">all of them</a> in the
      table of samples.
    </p>`;
  return markup`<details ${problems.length <= 12 && markup`open`}>
    <summary><h2>${plural(problems.length, 'sample')} not passed</h2></summary>
    <div class="scroll">
      <table>
        <caption class="hidden">
          Samples not passed
        </caption>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Suite</th>
            <th scope="col">Task</th>
            <th scope="col" class="number">Sample</th>
            <th scope="col">Cause</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${more}
  </details>`;
}

function suiteTable(suite: SuiteSummary, { summary: { suites } }: ReportInput): Markup {
  const keys = orderedMetrics(Object.keys(suite.metrics));
  const rows = keys.map(
    (key) =>
      markup`<tr>
        ${metricCells(suite, key)}
        <td class="method">${suite.metrics[key]?.method ?? ''}</td>
        <td><code>${key}</code></td>
      </tr>`,
  );
  return markup`<details>
    <summary>
      <h3>${suiteLabel(suite, suites)}</h3>
      <span class="note"
        >${plural(suite.tasks, 'task')}, ${plural(suite.samples, 'sample')}, pipeline ${suite.pipeline}</span
      >
    </summary>
    <div class="scroll">
      <table>
        <caption class="hidden">
          All numbers of ${suite.name}
        </caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">Value</th>
            <th scope="col">95 % interval</th>
            <th scope="col"><span class="hidden">Drawn</span></th>
            <th scope="col" class="number">n tasks</th>
            <th scope="col">Gate</th>
            <th scope="col">Interval by</th>
            <th scope="col">Key</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}
