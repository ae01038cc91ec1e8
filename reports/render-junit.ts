import type { RunRecord } from '../harness/contract/run-directory.ts';
import type { JournalEntry } from '../harness/contract/run-record.ts';
import type { GateResult, SuiteSummary } from '../harness/contract/summary.ts';
import { inert, oneLine } from '../harness/contract/inert.ts';
import { fixed, formatCoverage, formatGate, formatValue } from './format.ts';
import { compareKeys } from './sample-order.ts';

/**
 * The run as JUnit XML. One `<testcase>` a task (names stay unique; the samples of a task are one case that passes when all of them did) and one a gate.
 * `<failure>` = the agent did not do it; `<error>` = a harness fault; an oversized answer is a failure. Characters that XML 1.0 forbids are stripped.
 */
export function renderJunit(input: RunRecord): string {
  const suites = input.summary.suites.map((suite) => suiteElement(input, suite));
  const total = (key: 'tests' | 'failures' | 'errors'): number =>
    suites.reduce((sum, suite) => sum + suite.totals[key], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `hermes ${input.manifest.runId}`, tests: total('tests'), failures: total('failures'), errors: total('errors'), skipped: 0 })}>`,
    ...suites.map((suite) => suite.xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface CaseXml {
  kind: 'passed' | 'failures' | 'errors';
  xml: string;
}

interface SuiteXml {
  totals: { tests: number; failures: number; errors: number };
  xml: string;
}

function suiteElement(input: RunRecord, suite: SuiteSummary): SuiteXml {
  const name = `${suite.name}.${suite.arm}`;
  const entries = input.samples
    .filter(({ record }) => record.suite === suite.name && record.arm === suite.arm)
    .toSorted((a, b) => compareKeys(a.record, b.record));
  const tasks = [...Map.groupBy(entries, ({ record }) => record.task)];
  const cases = [
    ...tasks.map(([task, samples]) => taskCase(name, task, samples)),
    ...suite.gates.map((gate) => gateCase(name, gate)),
  ];
  const count = (kind: CaseXml['kind']): number => cases.filter((each) => each.kind === kind).length;
  const totals = {
    tests: cases.length,
    failures: count('failures'),
    errors: count('errors'),
  };
  const metrics = Object.entries(suite.metrics).filter(([, metric]) => metric.value !== null);
  const facts = {
    'hermes.run': input.manifest.runId,
    'hermes.determinism': input.manifest.determinism.class,
    ...(input.manifest.determinism.draft === true && { 'hermes.draft': 'true' }),
    'hermes.results-digest': input.manifest.digests.results,
    ...Object.fromEntries(metrics.map(([key, metric]) => [`hermes.metric.${key}`, String(metric.value)])),
  };
  const xml = [
    `  <testsuite${attributes({ name, ...totals, skipped: 0, time: seconds(entries) })}>`,
    properties(facts, '    '),
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
  const first = records[0];
  const facts = {
    'hermes.samples': `${counted.length - failures.length}/${counted.length}`,
    'hermes.outcomes': records.map((record) => record.outcome).join(' '),
    'hermes.tokens': String(records.reduce((sum, { tokens }) => sum + tokens.prefill + tokens.decode, 0)),
    'hermes.seeds': JSON.stringify(first?.seeds ?? {}),
    'hermes.transcript-sha256': records.map((record) => record.transcriptSha256).join(' '),
  };
  const body = [properties(facts, '      ')];
  let kind: CaseXml['kind'] = 'passed';
  if (faults[0] !== undefined) {
    kind = 'errors';
    body.push(
      result(
        'error',
        faults[0].errorCode ?? 'harness',
        faults.map((record) => record.cause),
      ),
    );
  } else if (failures[0] !== undefined) {
    kind = 'failures';
    body.push(
      result(
        'failure',
        failures[0].outcome,
        failures.map((record) => record.cause),
      ),
    );
  }
  const open = `    <testcase${attributes({ name: task, classname: suite, time: seconds(samples) })}>`;
  return { kind, xml: [open, ...body, '    </testcase>'].join('\n') };
}

function gateCase(suite: string, gate: GateResult): CaseXml {
  const open = `    <testcase${attributes({ name: `gate ${gate.metric} ${formatGate(gate)}`, classname: suite })}>`;
  if (gate.ok) return { kind: 'passed', xml: `${open}</testcase>` };
  const said = result('failure', 'gate', [
    `${gate.metric} is ${formatValue(gate.metric, gate.value)}, ${formatCoverage(gate)}`,
  ]);
  return { kind: 'failures', xml: [open, said, '    </testcase>'].join('\n') };
}

function result(element: 'failure' | 'error', type: string, causes: readonly string[]): string {
  const text = causes
    .map((cause) => inert(cause))
    .join('\n')
    .slice(0, 16_384)
    .toWellFormed();
  return `      <${element}${attributes({ type, message: oneLine(causes[0] ?? '') })}>${escapeXml(text)}</${element}>`;
}

function properties(facts: Readonly<Record<string, string>>, indent: string): string {
  const lines = Object.entries(facts).map(
    ([name, value]) => `${indent}  <property${attributes({ name, value })}/>`,
  );
  return [`${indent}<properties>`, ...lines, `${indent}</properties>`].join('\n');
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

function seconds(entries: readonly JournalEntry[]): string {
  return fixed(entries.reduce((sum, { observation }) => sum + observation.wallMs, 0) / 1000, 3);
}
