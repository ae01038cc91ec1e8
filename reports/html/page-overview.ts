import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { SuiteSummary } from '../../harness/contract/summary.ts';
import { formatCoverage, formatDuration, formatGate, formatValue, grouped, plural } from '../format.ts';
import { headlinesOf, metricInfo } from '../metric-catalogue.ts';
import { modelOf } from '../materials.ts';
import { claimedName, outsideMeaning, outsideOf } from '../outside.ts';
import { outcomeInfo, outcomeOrder } from '../outcomes.ts';
import { allGates, headlineSuites, overallVerdict } from '../overall-verdict.ts';
import { badges } from './badges.ts';
import { outcomeBar } from './charts.ts';
import { metricCells } from './tables.ts';
import { groupTables } from './group-tables.ts';
import { causes, problemList, suiteTable } from './overview-lists.ts';
import { type Markup, markup } from './template.ts';

/** The first screen: verdict, badges, headline numbers with intervals, n, gates and outcome classes; then what went wrong and every number. */
export function overviewPage(input: RunRecord): Markup {
  const { tone, text } = overallVerdict(input);
  return markup`<section id="overview" class="page" aria-labelledby="verdict">
<h1 id="verdict" class="${tone}"><span class="sign" aria-hidden="true">${{ good: '✓', bad: '✗', neutral: '•' }[tone]}</span> ${text}</h1>
${missedGates(input)}<p class="facts">${facts(input)}</p>
${badges(input)}
${headlineTable(input)}
${legend(input)}
${leftOut(input)}
<div class="columns">${causes(input)}${again(input)}</div>
${groupTables(input)}
${problemList(input)}
<h2>Every number</h2>
${input.summary.suites.map((suite) => suiteTable(suite, input.summary.suites))}
</section>
`;
}

function missedGates({ summary: { suites } }: RunRecord): Markup | null {
  const missed = Map.groupBy(
    allGates(suites).filter(({ gate }) => !gate.ok),
    ({ suite, gate }) =>
      `${suite.name}: ${metricInfo(gate.metric).label} ${gate.value === null ? 'was not measured' : formatValue(gate.metric, gate.value)}, needs ${formatGate(gate)}, ${formatCoverage(gate)}`,
  );
  if (missed.size === 0) return null;
  const severalArms = new Set(suites.map((suite) => suite.arm)).size > 1;
  const words = [...missed].map(([text, own]) =>
    severalArms ? `${text} (arm ${own.map(({ suite }) => suite.arm).join(', ')})` : text,
  );
  return markup`<p class="missed">${words.join(' · ')}</p>`;
}

function facts({ summary, manifest }: RunRecord): Markup {
  const samples = summary.suites.reduce((sum, suite) => sum + suite.samples, 0);
  const names = new Set(summary.suites.map((suite) => suite.name));
  const { tokensPerSecond, wallMs } = summary.throughput;
  const parts = [
    `${plural(samples, 'sample')} in ${plural(names.size, 'suite')}`,
    modelOf(manifest)?.name ?? '',
    ...outsideOf(manifest.outsideAgents).map(
      ([role, agent]) => `${role}: ${claimedName(agent)}, ${outsideMeaning}`,
    ),
    formatDuration(wallMs),
    tokensPerSecond === null ? '' : `${grouped(tokensPerSecond)} tokens/s`,
    manifest.execution.startedOn,
  ];
  return markup`${parts.filter((part) => part !== '').map((part) => markup`<span>${part}</span>`)}<span>run <code>${manifest.runId}</code></span>`;
}

function headlineTable({ summary }: RunRecord): Markup {
  const suites = headlineSuites(summary);
  return markup`<div class="scroll cards"><table class="headline"><caption class="hidden">Headline results</caption><thead><tr><th scope="col">Suite</th><th scope="col">Metric</th><th scope="col" class="number">Value</th><th scope="col">95 % interval</th><th scope="col"><span class="hidden">Drawn from 0 to 100 %</span><span class="scale" aria-hidden="true"><i>0</i><i>50</i><i>100 %</i></span></th><th scope="col" class="number">n tasks</th><th scope="col">Gate</th><th scope="col">Outcomes of samples</th></tr></thead>
${suites.map((suite) => headlineRows(suite, summary.suites))}</table></div>`;
}

function headlineRows(suite: SuiteSummary, suites: readonly SuiteSummary[]): Markup {
  const gated = suite.gates.map((gate) => gate.metric);
  const keys = [...new Set([...headlinesOf(suite.pipeline), ...gated])].filter(
    (key) => gated.includes(key) || suite.metrics[key] !== undefined,
  );
  const severalArms = new Set(suites.map((each) => each.arm)).size > 1;
  const rows = keys.map((key, index) => {
    const rest = keys.length;
    const name =
      index === 0 &&
      markup`<th scope="rowgroup" rowspan="${rest}" class="suite"><a href="#samples?q=suite:${suite.name}">${suite.name}</a>${severalArms && markup`<br><span class="note">arm ${suite.arm}</span>`}</th>`;
    const outcomes =
      index === 0 &&
      markup`<td rowspan="${rest}" class="outcome-cell">${outcomeBar(suite.outcomes)}${outcomeCounts(suite)}</td>`;
    return markup`<tr>${name}${metricCells(suite, key)}${outcomes}</tr>`;
  });
  return markup`<tbody>${rows}</tbody>
`;
}

function outcomeCounts(suite: SuiteSummary): Markup {
  const present = outcomeOrder.filter((outcome) => suite.outcomes[outcome] > 0);
  const links = present.map(
    (outcome) =>
      markup`<a class="o-${outcome}" href="#samples?q=suite:${suite.name}%20arm:${suite.arm}%20s:${outcome}">${outcomeInfo[outcome].sign} ${grouped(suite.outcomes[outcome])} ${outcomeInfo[outcome].word}</a>`,
  );
  return markup`<span class="counts">${links}</span>`;
}

function legend({ summary }: RunRecord): Markup {
  const { suites } = summary;
  const [shown] = headlineSuites(summary);
  const hidden = headlineSuites(summary).length < suites.length;
  const faults = suites.reduce((sum, suite) => sum + suite.outcomes.harness, 0);
  const note =
    faults === 0
      ? 'No harness faults, so counting them as failures changes no rate.'
      : `${plural(faults, 'harness fault')} in no rate; “harness errors as fails” below counts them as 0.`;
  return markup`<p class="note">Dot and line: value and 95 % interval over tasks. Thick tick: gate. ${note}${hidden && ` Arm ${shown?.arm} stands for all arms, their outcomes are equal; cost is compared under Arms.`}</p>`;
}

/** Tasks that are in no number, because their own reference fails. */
function leftOut({ manifest }: RunRecord): Markup | null {
  const out = Object.entries(manifest.suites).filter(([, suite]) => suite.excluded.length > 0);
  if (out.length === 0) return null;
  const words = out.map(([name, { excluded }]) => `${plural(excluded.length, 'task')} of ${name}`);
  return markup`<p class="note"><a href="#provenance">Left out</a>, since their own reference fails: ${words.join(', ')}.</p>`;
}

function again({ manifest: { commands, digests } }: RunRecord): Markup {
  return markup`<div><h2>Run it again</h2><pre class="command" tabindex="0">${commands.reproduce}
${commands.verify}</pre><p class="note">Results digest <code class="digest">${digests.results}</code>. Equal run digests must give equal results digests.</p></div>`;
}
