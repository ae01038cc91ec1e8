import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { SampleRecord } from '../../harness/contract/run-record.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { oneLine } from '../../harness/contract/inert.ts';
import { grouped, plural } from '../format.ts';
import { orderedMetrics } from '../metric-catalogue.ts';
import { outcomeInfo } from '../outcomes.ts';
import { suiteLabel } from '../overall-verdict.ts';
import { compareTexts } from '../sample-order.ts';
import { sampleHref } from './page-data.ts';
import { metricCells, metricColumns, table } from './tables.ts';
import { type Markup, markup } from './template.ts';

/** Rows of the list of samples that did not pass; the table of samples has all. */
const problemLimit = 100;

/** The five most frequent causes, each leading to one of its samples. */
export function causes({ samples }: RunRecord): Markup {
  const groups = Map.groupBy(
    samples.map(({ record }) => record).filter(({ outcome }) => outcome !== 'passed'),
    (record) => `${record.outcome}\0${causeKind(record.cause)}`,
  );
  const top = [...groups].toSorted(
    ([a, first], [b, second]) => second.length - first.length || compareTexts(a, b),
  );
  const rows = top.slice(0, 5).map(([, group]) => {
    const record = group[0] as SampleRecord;
    return markup`<li><a href="${sampleHref(record)}">${outcomeWord(record)} ${oneLine(causeKind(record.cause), 90)}</a> <b>× ${grouped(group.length)}</b></li>`;
  });
  return markup`<div><h2>Most frequent causes</h2>${rows.length === 0 ? markup`<p>Every sample passed.</p>` : markup`<ol class="causes">${rows}</ol>`}</div>`;
}

/** Every sample that did not pass, harness faults first; folded when there are many. */
export function problemList({ samples }: RunRecord): Markup | null {
  const problems = samples
    .map(({ record }) => record)
    .filter(({ outcome }) => outcome !== 'passed')
    .toSorted((a, b) => Number(b.outcome === 'harness') - Number(a.outcome === 'harness'));
  if (problems.length === 0) return null;
  const rows = problems.slice(0, problemLimit).map(
    (record) =>
      markup`<tr><td class="nowrap">${outcomeWord(record)}</td><td>${record.suite}</td><td><a href="${sampleHref(record)}">${record.task}</a></td><td class="number">${record.sample}</td><td class="cause">${oneLine(record.cause)}</td></tr>
`,
  );
  const more =
    problems.length > problemLimit &&
    markup`<p class="note">The first ${problemLimit} of ${grouped(problems.length)}; <a href="#samples?q=!s:passed">all of them</a> in the table of samples.</p>`;
  return markup`<details${problems.length <= 12 && markup` open`}><summary><h2>${plural(problems.length, 'sample')} not passed</h2></summary>${table('Samples not passed', ['Outcome', 'Suite', 'Task', '#Sample', 'Cause'], rows)}${more}</details>`;
}

/** All metrics of a suite, folded. */
export function suiteTable(suite: SuiteSummary, suites: readonly SuiteSummary[]): Markup {
  const label = suiteLabel(suite, suites);
  const rows = orderedMetrics(Object.keys(suite.metrics)).map(
    (key) =>
      markup`<tr>${metricCells(suite, key)}<td class="method">${suite.metrics[key]?.method ?? ''}</td><td><code>${key}</code></td></tr>
`,
  );
  return markup`<details${suites.length <= 2 && markup` open`}><summary><h3>${label}</h3> <span class="note">${plural(suite.tasks, 'task')}, ${plural(suite.samples, 'sample')}, pipeline ${suite.pipeline}</span></summary><div class="cards">${table(`All numbers of ${label}`, [...metricColumns, 'Interval by', 'Key'], rows)}</div>${counts(suite)}</details>
`;
}

function counts({ counts: totals = {} }: SuiteSummary): Markup | null {
  const present = Object.entries(totals).filter(([, count]) => count > 0);
  if (present.length === 0) return null;
  return markup`<p class="note">Counts over samples: ${present.map(([key, count]) => `${key} ${grouped(count)}`).join(' · ')}</p>`;
}

function outcomeWord({ outcome }: SampleRecord): Markup {
  return markup`<span class="o-${outcome}">${outcomeInfo[outcome].sign} ${outcomeInfo[outcome].word}</span>`;
}

/** Causes that differ only in numbers and in what a case gave are one kind. */
function causeKind(cause: string): string {
  return oneLine(cause, 400)
    .replace(/^case \d+: got [\s\S]*$/, 'a case came out wrong')
    .replace(
      /^0 of \d+ assertions hold on the reference$/,
      'none of the tester’s assertions is true of the reference',
    )
    .replace(
      /^\d+ of \d+ assertions hold on the reference$/,
      'some of the tester’s assertions are not true of the reference',
    )
    .replace(/^case \d+: /, '')
    .replace(/\d+/g, 'n');
}
