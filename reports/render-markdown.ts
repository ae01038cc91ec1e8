import type { RunRecord } from '../harness/contract/run-directory.ts';
import type { SampleRecord } from '../harness/contract/run-record.ts';
import type { SuiteSummary } from '../harness/contract/summary.ts';
import type { OutsideAgents } from '../harness/contract/outside-agent.ts';
import type { Evidence } from '../harness/contract/manifest.ts';
import { formatCoverage, formatGate, formatInterval, formatValue, grouped, plural } from './format.ts';
import { inert, oneLine } from '../harness/contract/inert.ts';
import { headlinesOf, orderedMetrics } from './metric-catalogue.ts';
import { modelOf } from './materials.ts';
import { outcomeWords } from './outcomes.ts';
import { cardDigests, claimedName, outsideOf, outsideWords, sealedWords } from './outside.ts';
import { compareKeys } from './sample-order.ts';
import { headlineSuites, overallVerdict, suiteLabel } from './overall-verdict.ts';

/** Bytes that a Markdown report never exceeds (CI summaries are cut off at 1 MiB; 64 KiB stays readable). */
export const markdownLimitBytes = 65_536;

/** The run for a CI summary: verdict, headline numbers, faults, failures, how to run it again; details folded. At most 64 KiB; what is cut is said. */
export function renderMarkdown(input: RunRecord): string {
  const sections = [
    verdictSection(input),
    headlineSection(input),
    faultSection(input),
    failureSection(input),
    leftOutSection(input),
    commandSection(input),
    ...input.summary.suites.map((suite) => suiteDetails(suite, input)),
    identityDetails(input),
  ].filter((section) => section !== '');
  const notice = '\n_The rest was cut off at 64 KiB; see report.html._\n';
  let text = '';
  for (const section of sections) {
    const next = `${text}${text === '' ? '' : '\n'}${section.trimEnd()}\n`;
    if (Buffer.byteLength(next) > markdownLimitBytes - Buffer.byteLength(notice))
      return inert(`${text}${notice}`);
    text = next;
  }
  return inert(text);
}

/** Text of a model for a Markdown cell: no markup, no HTML, no link, no line break survives. */
function escapeMarkdown(text: string, limit?: number): string {
  return oneLine(text, limit)
    .replace(/[\\`*_[\]~#!]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('|', '&#124;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}&#46;`);
}

/** Room for why a run ended, with two digests and what to do about it. */
const longestVerdict = 1_000;

function verdictSection(input: RunRecord): string {
  const { tone, text } = overallVerdict(input);
  const sign = { good: '✅', bad: '❌', neutral: '▫️' }[tone];
  const { hermeticity, outsideAgents, determinism, runId, git } = input.manifest;
  const facts = [
    ...(determinism.draft === true ? ['draft: tasks under edit'] : []),
    `determinism ${determinism.class}`,
    `sealed: ${sealedWords(hermeticity, outsideAgents)}`,
    `${plural(hermeticity.refused.total, 'network attempt')} refused`,
    sourceState(git),
  ];
  return `### ${sign} ${escapeMarkdown(text, longestVerdict)}\n\nRun ${escapeMarkdown(runId)} · ${facts.map((fact) => escapeMarkdown(fact)).join(' · ')}\n${outsideLines(outsideAgents)}`;
}

function outsideLines(agents: OutsideAgents): string {
  const lines = outsideOf(agents).map(
    ([role, agent]) => `- ⚠️ **${role}**: ${escapeMarkdown(outsideWords(agent))}\n`,
  );
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

function headlineSection({ summary }: RunRecord): string {
  const { suites } = summary;
  const rows = headlineSuites(summary).flatMap((suite) => {
    const gated = suite.gates.map((gate) => gate.metric);
    const [headline = '', ...others] = headlinesOf(suite.pipeline);
    const keys = [...new Set([headline, `${headline}_with_harness_errors`, ...others, ...gated])];
    return keys
      .filter((key) => suite.metrics[key] !== undefined || gated.includes(key))
      .map((key) => metricRow(suite, key, suites));
  });
  return table(['suite', 'metric', 'value', '95 % interval', 'n', 'gate'], rows);
}

function metricRow(suite: SuiteSummary, key: string, suites: readonly SuiteSummary[]): string[] {
  const metric = suite.metrics[key] ?? { value: null, ci95: null, n: 0 };
  const gates = suite.gates
    .filter((gate) => gate.metric === key)
    .map((gate) => `${gate.ok ? '✅' : '❌'} ${formatGate(gate)} (${formatCoverage(gate)})`);
  return [
    escapeMarkdown(suiteLabel(suite, suites)),
    `\`${key.replace(/[^\w.-]/g, '')}\``,
    `**${formatValue(key, metric.value)}**`,
    formatInterval(key, metric),
    grouped(metric.n),
    gates.join(' '),
  ];
}

function faultSection({ samples }: RunRecord): string {
  const faults = samples.filter(({ record }) => record.outcome === 'harness').map(({ record }) => record);
  if (faults.length === 0) return '';
  return `#### ⚠️ ${plural(faults.length, 'harness fault')} (in no rate)\n\n${sampleTable(faults)}`;
}

function failureSection({ samples }: RunRecord): string {
  const failures = samples
    .map(({ record }) => record)
    .filter(({ outcome }) => !['passed', 'harness'].includes(outcome));
  if (failures.length === 0) return '';
  return `#### ${plural(failures.length, 'sample')} not passed\n\n${sampleTable(failures)}`;
}

function leftOutSection({ manifest: { suites } }: RunRecord): string {
  const out = Object.entries(suites).flatMap(([name, { excluded }]) =>
    excluded.map(({ taskId, reason }) => [name, taskId, reason]),
  );
  if (out.length === 0) return '';
  const rows = out.slice(0, 20).map((cells) => cells.map((cell) => escapeMarkdown(cell)));
  const more = out.length > 20 ? `\n…and ${grouped(out.length - 20)} more in report.html.\n` : '';
  return `#### ${plural(out.length, 'task')} left out (in no number)\n\n${table(['suite', 'task', 'why'], rows)}${more}`;
}

function sampleTable(records: readonly SampleRecord[], limit = 20): string {
  const rows = records
    .toSorted(compareKeys)
    .slice(0, limit)
    .map((record) => [
      record.outcome,
      escapeMarkdown(record.suite),
      escapeMarkdown(record.task),
      String(record.sample),
      escapeMarkdown(record.cause),
    ]);
  const more =
    records.length > limit ? `\n…and ${grouped(records.length - limit)} more in report.html.\n` : '';
  return `${table(['outcome', 'suite', 'task', 'sample', 'cause'], rows)}${more}`;
}

function commandSection({ manifest: { commands } }: RunRecord): string {
  return `#### Run it again\n\n\`\`\`sh\n${fenced(commands.reproduce)}\n${fenced(commands.verify)}\n\`\`\`\n`;
}

function suiteDetails(suite: SuiteSummary, { summary: { suites } }: RunRecord): string {
  const keys = orderedMetrics(Object.keys(suite.metrics)).filter((key) => suite.metrics[key]?.value !== null);
  const rows = keys.map((key) => [
    ...metricRow(suite, key, suites).slice(1, 5),
    escapeMarkdown(suite.metrics[key]?.method ?? ''),
  ]);
  const title = `All numbers of ${escapeMarkdown(suiteLabel(suite, suites))}: ${plural(suite.tasks, 'task')}, ${plural(suite.samples, 'sample')}; ${outcomeWords(suite.outcomes)}`;
  return details(title, table(['metric', 'value', '95 % interval', 'n', 'method'], rows));
}

function identityDetails({ manifest }: RunRecord): string {
  const { digests, determinism, git, machineClass } = manifest;
  const model = modelOf(manifest);
  const rows = [
    ...Object.entries(digests).map(([name, digest]) => [`${name} digest`, `\`${digest}\``]),
    ...(model === undefined ? [] : [['model', `${escapeMarkdown(model.name)} \`${model.material.sha256}\``]]),
    ...outsideOf(manifest.outsideAgents).map(([role, agent]) => [
      `${role}, outside the seal`,
      escapeMarkdown(`${claimedName(agent)}, ${cardDigests(agent)}`),
    ]),
    ['commit', escapeMarkdown(git === 'absent' ? git : git.commit)],
    ['machine class', `\`${machineClass}\``],
    ['determinism', escapeMarkdown(`${determinism.class}: ${determinism.reason}`)],
  ];
  return details('Identity of this run', table(['what', 'value'], rows));
}

function sourceState(git: Evidence['git']): string {
  if (git === 'absent') return 'no git commit';
  return `${git.commit.slice(0, 12)}${git.dirty ? ' with uncommitted changes' : ''}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row)), ''].join('\n');
}

function details(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n</details>\n`;
}

function fenced(command: string): string {
  return command.replaceAll('```', "'''");
}
