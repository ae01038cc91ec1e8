import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../harness/contract/run-directory.ts';
import { hostileName, notInert } from '../harness/contract/testing/unseen.ts';
import type { RunSummary } from '../harness/contract/summary.ts';
import { headlineSuites, overallVerdict } from './overall-verdict.ts';
import { renderJunit } from './render-junit.ts';
import { markdownLimitBytes, renderMarkdown } from './render-markdown.ts';
import { renderTerminalTable } from './render-terminal-table.ts';
import { hostileText, reportFixture } from './report-fixture.ts';

/** Golden files live in fixtures/golden; `npx vitest run --project unit reports -u` rewrites them. */
const golden = (name: string): string => `../fixtures/golden/${name}`;

const shuffled = (input: RunRecord): RunRecord => ({ ...input, samples: input.samples.toReversed() });

describe('golden reports', () => {
  const input = reportFixture();

  test('the terminal tables are as recorded', async () => {
    const text = input.summary.suites.map((suite) => renderTerminalTable(suite)).join('\n');
    await expect(text).toMatchFileSnapshot(golden('terminal.txt'));
  });

  test('the Markdown report is as recorded', async () => {
    await expect(renderMarkdown(input)).toMatchFileSnapshot(golden('report.md'));
  });

  test('the JUnit report is as recorded', async () => {
    await expect(renderJunit(input)).toMatchFileSnapshot(golden('junit.xml'));
  });

  test('the order in which samples finished never shows', () => {
    expect(renderMarkdown(shuffled(input))).toBe(renderMarkdown(input));
    expect(renderJunit(shuffled(input))).toBe(renderJunit(input));
  });

  test('the golden files hold what they are for', () => {
    const read = (name: string): string => readFileSync(new URL(golden(name), import.meta.url), 'utf8');
    expect(read('terminal.txt')).toContain('✗ missed');
    expect(read('report.md')).toContain('harness fault');
    expect(read('junit.xml')).toContain('<error type="HERMES_POOL_WORKER"');
  });
});

describe('renderTerminalTable()', () => {
  const [suite] = reportFixture().summary.suites;

  test('colours only when asked to', () => {
    expect(renderTerminalTable(suite!)).not.toContain('\u001b');
    expect(renderTerminalTable(suite!, { color: true })).toContain('\u001b[31m');
  });

  test('is inert whatever a suite and its metrics are called', () => {
    const gates = [{ ...suite!.gates[0]!, metric: hostileName }];
    expect(notInert(renderTerminalTable({ ...suite!, name: hostileName, gates }))).toEqual([]);
  });

  test('leaves out what was not measured, but never a gated metric', () => {
    const gates = [
      {
        metric: 'absent_metric',
        value: null,
        threshold: 0.5,
        direction: 'atLeast' as const,
        coverage: 0.5,
        leastCoverage: 0.95,
        ok: false,
      },
    ];
    const text = renderTerminalTable({ ...suite!, gates });
    expect(text).not.toContain('device_utilization');
    expect(text).toMatch(/absent_metric .*≥ 50\.0 % ✗ missed, coverage 50\.0 %, needs 95\.0 %/);
  });
});

describe('renderJunit()', () => {
  test('tells failures of agents from faults of the harness', () => {
    const xml = renderJunit(reportFixture());
    expect(xml).toMatch(/<testsuites name="hermes [^"]*" tests="11" failures="6" errors="1" skipped="0">/);
    expect(xml.match(/<failure type="(failed|agent|timeout|memory)"/g)).toHaveLength(5);
    expect(xml.match(/<failure type="gate"/g)).toHaveLength(1);
  });

  test('names of tests are unique: several samples of a task are one case that passes when all did', () => {
    const input = reportFixture();
    const [first] = input.samples;
    const second = {
      ...first!,
      record: { ...first!.record, sample: 1, outcome: 'failed' as const, cause: 'case 9' },
    };
    const xml = renderJunit({ ...input, samples: [first!, second] });
    expect(xml.match(/<testcase name="micro\/list\/t0"/g)).toHaveLength(1);
    expect(xml).toContain('name="hermes.samples" value="1/2"');
    expect(xml).toContain('<failure type="failed" message="case 9">');
  });

  test('a task whose every sample was oversized is failed', () => {
    const input = reportFixture();
    const [first] = input.samples;
    const oversized = { ...first!, record: { ...first!.record, outcome: 'oversized' as const } };
    expect(renderJunit({ ...input, samples: [oversized] })).toContain('<failure type="oversized"');
  });

  test('stays well formed whatever a model wrote', () => {
    const xml = renderJunit(reportFixture({ hostile: true }));
    expect(notInert(xml)).toEqual([]);
    expect(unbalanced(xml)).toEqual([]);
    expect(xml).not.toContain('<img');
  });
});

describe('renderMarkdown()', () => {
  test('escapes what a model wrote: no HTML, no table break, no fence', () => {
    const text = renderMarkdown(reportFixture({ hostile: true }));
    expect(text).not.toMatch(/<(?!\/?(details|summary)>)/);
    expect(text.match(/^```/gm)).toHaveLength(2);
    const rows = text.split('\n').filter((line) => line.startsWith('| failed'));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.split('|')).toHaveLength(7);
    expect(text).not.toContain(hostileText.slice(0, 12));
    expect(notInert(text)).toEqual([]);
  });

  test('never exceeds 64 KiB and says what it cut', () => {
    const input = reportFixture();
    const suites = Array.from({ length: 400 }, (_x, index) => ({
      ...input.summary.suites[0]!,
      name: `suite-${index}`,
    }));
    const text = renderMarkdown({ ...input, summary: { ...input.summary, suites } });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(markdownLimitBytes);
    expect(text).toContain('cut off at 64 KiB');
  });
});

describe('headlineSuites()', () => {
  const { summary } = reportFixture();
  const [coder] = summary.suites;
  const suites = (['A', 'PM', 'C'] as const).map((arm) => ({ ...coder!, arm }));
  const pair = {
    suite: 'coder',
    first: 'A' as const,
    second: 'PM' as const,
    pairs: 7,
    leftOut: 0,
    differentOutcomes: [],
    mcNemar: { b: 0, c: 0, midP: 1, exact: 1 },
    metrics: {},
  };
  const armsOf = (arms: RunSummary['arms']): string[] =>
    headlineSuites({ ...summary, suites, ...(arms && { arms }) }).map((suite) => suite.arm);

  test('one arm stands for all when their outcomes are equal, and never when one differs', () => {
    expect(armsOf([pair])).toEqual(['PM']);
    const differs = { task: 't', sample: 0, first: 'passed' as const, second: 'failed' as const };
    expect(armsOf([{ ...pair, differentOutcomes: [differs] }])).toEqual(['A', 'PM', 'C']);
    expect(armsOf(undefined)).toEqual(['A', 'PM', 'C']);
  });
});

describe('overallVerdict()', () => {
  const { manifest, summary, ...rest } = reportFixture();
  const met = { ...summary, suites: summary.suites.map((suite) => ({ ...suite, gates: [] })) };
  const verdictOn = (numbers: RunRecord['summary'], exitCode = 0, reason = '') =>
    overallVerdict({ ...rest, manifest: { ...manifest, ending: { exitCode, reason } }, summary: numbers });

  test.each([
    ['a missed gate', verdictOn(summary, 1), 'bad', '1 of 2 gates missed'],
    ['a broken seal', verdictOn(met, 4), 'bad', 'The seal was broken'],
    ['a failed harness', verdictOn(met, 3, 'no model'), 'bad', 'The harness failed: no model'],
    ['an interruption', verdictOn(met, 130), 'bad', 'Interrupted'],
    ['an empty run', verdictOn({ ...summary, suites: [] }), 'bad', 'Empty run'],
    ['no gates', verdictOn(met), 'neutral', 'No gates'],
  ] as const)('%s', (...[, verdict, tone, text]) => {
    expect(verdict.tone).toBe(tone);
    expect(verdict.text).toContain(text);
  });

  test('a part of a run is never told as all of it', () => {
    const partial = { samples: 3, of: 8, gates: 1, ofGates: 1 };
    const { execution } = manifest;
    const told = overallVerdict({
      ...rest,
      manifest: { ...manifest, ending: { exitCode: 0, reason: '' }, execution: { ...execution, partial } },
      summary: { ...summary, suites: summary.suites.slice(1) },
    });
    expect(told.text).toBe('The gate is met (partial run: 3 of 8 samples)');
  });

  test('all gates met is good', () => {
    const suites = summary.suites.slice(1);
    expect(verdictOn({ ...summary, suites })).toEqual({ tone: 'good', text: 'The gate is met' });
  });
});

/** Names of elements that are opened and not closed, or closed and not opened. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name, self] of xml.matchAll(/<(\/?)([a-z]+)(?:\s+[\w-]+="[^"<>]*")*\s*(\/?)>/g)) {
    if (self === '/') continue;
    if (close !== '/') open.push(name ?? '');
    else if (open.pop() !== name) return [`</${name}>`];
  }
  const tags = xml.match(/<[^?]/g)?.length ?? 0;
  const parsed = xml.match(/<\/?[a-z]+(?:\s+[\w-]+="[^"<>]*")*\s*\/?>/g)?.length ?? 0;
  return tags === parsed ? open : [...open, `${tags - parsed} tags do not parse`];
}
