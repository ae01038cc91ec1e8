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
    expect(read('junit.xml')).toContain('<failure type="gate"');
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
    expect(text).toContain('#### 1 task left out (in no number)');
    expect(text).toMatch(/^\| coder \| left-out.*\| its reference fails/m);
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
