import type { RunRecord } from '../harness/contract/run-directory.ts';
import type { JournalEntry } from '../harness/contract/run-record.ts';
import type { LeftOutTask } from '../harness/contract/suite.ts';
import type { GateResult, SuiteSummary } from '../harness/contract/summary.ts';
import { inert, oneLine } from '../harness/contract/inert.ts';
import { allTokens, fixed, formatCoverage, formatGate, formatValue } from './format.ts';
import { cardDigests, outsideOf, outsideWords, sealedWords } from './outside.ts';
import { compareKeys } from './sample-order.ts';

/**
 * The run as JUnit XML, valid against Jenkins' junit-10.xsd. It is red exactly when the exit code is not 0: a missed gate is a `<failure>`, a harness fault an
 * `<error>`, and so is the case `run` where a run ended badly otherwise. A task whose samples did not all pass is a result, not a failing test: its case is
 * `<skipped>` with the cause, as is a task that was left out. Names are unique within a suite and arm: the samples of a task are one case.
 */
export function renderJunit(input: RunRecord): string {
  const { manifest, summary } = input;
  const suites = [...summary.suites.map((suite) => suiteElement(input, suite)), runElement(input)];
  const total = (key: keyof Totals): number => suites.reduce((sum, suite) => sum + suite.totals[key], 0);
  const head = {
    name: `hermes ${manifest.runId}`,
    time: seconds(summary.throughput.wallMs),
    tests: total('tests'),
    failures: total('failures'),
    errors: total('errors'),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(head)}>`,
    ...suites.map((suite) => suite.xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface CaseXml {
  kind: 'passed' | 'failures' | 'errors' | 'skipped';
  xml: string;
}

interface Totals {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

interface SuiteXml {
  totals: Totals;
  xml: string;
}

function suiteElement(input: RunRecord, suite: SuiteSummary): SuiteXml {
  const { manifest } = input;
  const name = `${suite.name}.${suite.arm}`;
  const entries = input.samples
    .filter(({ record }) => record.suite === suite.name && record.arm === suite.arm)
    .toSorted((a, b) => compareKeys(a.record, b.record));
  const tasks = [...Map.groupBy(entries, ({ record }) => record.task)];
  const cases = [
    ...tasks.map(([task, samples]) => taskCase(name, task, samples)),
    ...(manifest.suites[suite.name]?.excluded ?? []).map((task) => leftOutCase(name, task)),
    ...suite.gates.map((gate) => gateCase(name, gate)),
  ];
  const metrics = Object.entries(suite.metrics).filter(([, metric]) => metric.value !== null);
  const facts = Object.fromEntries(
    metrics.map(([key, metric]) => [`hermes.metric.${key}`, String(metric.value)]),
  );
  return suiteOf({ name, wallMs: wallMs(entries), facts, cases });
}

/** The run as a whole: red when it ended badly and no gate says so. */
function runElement({ manifest, summary }: RunRecord): SuiteXml {
  const { exitCode, reason } = manifest.ending;
  const missed = summary.suites.some((suite) => suite.gates.some((gate) => !gate.ok));
  const told = exitCode === 0 || (exitCode === 1 && missed);
  const facts = {
    'hermes.run': manifest.runId,
    'hermes.determinism': manifest.determinism.class,
    'hermes.sealed': sealedWords(manifest.hermeticity, manifest.outsideAgents),
    ...Object.fromEntries(
      outsideOf(manifest.outsideAgents).map(([role, agent]) => [
        `hermes.agent.${role}`,
        `${outsideWords(agent)}; ${cardDigests(agent)}`,
      ]),
    ),
    ...(manifest.determinism.draft === true && { 'hermes.draft': 'true' }),
    'hermes.run-digest': manifest.digests.run,
    'hermes.results-digest': manifest.digests.results,
  };
  const run = caseOf({
    name: 'run',
    suite: 'hermes',
    wallMs: summary.throughput.wallMs,
    said: told ? [`exit ${exitCode}: ${reason}`] : [],
    ...(!told && { result: { element: 'error', type: `exit ${exitCode}`, causes: [reason] } }),
  });
  return suiteOf({ name: 'hermes', wallMs: summary.throughput.wallMs, facts, cases: [run] });
}

function suiteOf(suite: {
  name: string;
  wallMs: number;
  facts: Readonly<Record<string, string>>;
  cases: readonly CaseXml[];
}): SuiteXml {
  const { name, cases } = suite;
  const count = (kind: CaseXml['kind']): number => cases.filter((each) => each.kind === kind).length;
  const totals = {
    tests: cases.length,
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  };
  const xml = [
    `  <testsuite${attributes({ name, ...totals, time: seconds(suite.wallMs) })}>`,
    properties(suite.facts),
    ...cases.map((each) => each.xml),
    '  </testsuite>',
  ].join('\n');
  return { totals, xml };
}

function taskCase(suite: string, task: string, samples: readonly JournalEntry[]): CaseXml {
  const records = samples.map(({ record }) => record);
  const faults = records.filter((record) => record.outcome === 'harness');
  const counted = records.filter((record) => record.outcome !== 'harness');
  const failures = counted.filter((record) => record.outcome !== 'passed');
  const tokens = records.flatMap((record) => allTokens(record) ?? []);
  const said = [
    `samples passed: ${counted.length - failures.length} of ${counted.length}`,
    `outcomes: ${records.map((record) => record.outcome).join(' ')}`,
    `tokens: ${tokens.length === 0 ? 'not known' : tokens.reduce((sum, used) => sum + used, 0)}`,
    `seeds: ${JSON.stringify(records[0]?.seeds ?? {})}`,
    `transcripts: ${records.map((record) => record.transcriptSha256).join(' ')}`,
  ];
  const causes = (of: typeof records): string[] => of.map((record) => record.cause);
  const { [0]: fault } = faults;
  const { [0]: failure } = failures;
  const result: Result | undefined =
    fault !== undefined
      ? { element: 'error', type: fault.errorCode ?? 'harness', causes: causes(faults) }
      : failure !== undefined
        ? { element: 'skipped', type: failure.outcome, causes: causes(failures) }
        : undefined;
  return caseOf({ name: task, suite, wallMs: wallMs(samples), said, result });
}

function leftOutCase(suite: string, { taskId, reason }: LeftOutTask): CaseXml {
  const causes = [`left out: ${reason}`];
  return caseOf({ name: taskId, suite, said: [], result: { element: 'skipped', type: 'left-out', causes } });
}

function gateCase(suite: string, gate: GateResult): CaseXml {
  const said = `${gate.metric} is ${formatValue(gate.metric, gate.value)}, ${formatCoverage(gate)}`;
  return caseOf({
    name: `gate ${gate.metric} ${formatGate(gate)}`,
    suite,
    said: gate.ok ? [said] : [],
    ...(!gate.ok && { result: { element: 'failure', type: 'gate', causes: [said] } }),
  });
}

interface Result {
  element: 'failure' | 'error' | 'skipped';
  type: string;
  causes: readonly string[];
}

const kinds = { failure: 'failures', error: 'errors', skipped: 'skipped' } as const;

function caseOf(test: {
  name: string;
  suite: string;
  wallMs?: number | undefined;
  /** Lines of what is known of it. */
  said: readonly string[];
  result?: Result | undefined;
}): CaseXml {
  const { name, suite, said, result } = test;
  const time = test.wallMs === undefined ? {} : { time: seconds(test.wallMs) };
  const lines = [
    `    <testcase${attributes({ name, classname: suite, ...time })}>`,
    ...(result === undefined ? [] : [resultElement(result)]),
    ...(said.length === 0 ? [] : [`      <system-out>${escapeXml(said.join('\n'))}</system-out>`]),
    '    </testcase>',
  ];
  return { kind: result === undefined ? 'passed' : kinds[result.element], xml: lines.join('\n') };
}

function resultElement({ element, type, causes }: Result): string {
  const text = causes
    .map((cause) => inert(cause))
    .join('\n')
    .slice(0, 16_384)
    .toWellFormed();
  return `      <${element}${attributes({ type, message: oneLine(causes[0] ?? '') })}>${escapeXml(text)}</${element}>`;
}

function properties(facts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(facts).map(
    ([name, value]) => `      <property${attributes({ name, value })}/>`,
  );
  return ['    <properties>', ...lines, '    </properties>'].join('\n');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/[\t\n]/g, ' ')}"`)
    .join('');
}

function escapeXml(text: string): string {
  return inert(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

function wallMs(entries: readonly JournalEntry[]): number {
  return entries.reduce((sum, { observation }) => sum + observation.wallMs, 0);
}

function seconds(ms: number): string {
  return fixed(ms / 1000, 3);
}
