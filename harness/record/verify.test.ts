import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { renderReports } from '../../reports/render-reports.ts';
import { finishedRun } from './testing/small-run.ts';
import { verifyRun } from './verify.ts';

// What verify finds in directories of real runs is tested in harness/cli/run.acceptance.test.ts.
let root: string;
let runDir: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-verify-'));
  finishedRun(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach((context) => {
  runDir = join(root, context.task.id);
  cpSync(join(root, 'run'), runDir, { recursive: true });
});

const differing = () =>
  verifyRun(runDir, renderReports)
    .checks.filter(({ ok }) => !ok)
    .map(({ what }) => what);

function edit(name: string, from: string, to: string): void {
  const path = join(runDir, name);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test('a run directory as it was written holds in every check', () => {
  const { checks } = verifyRun(runDir, renderReports);
  expect(differing()).toEqual([]);
  const what = checks.map((check) => check.what);
  for (const name of [
    'run digest',
    'tasks of small',
    'throughput',
    'transcript of small PM ü#1',
    'sum of tasks.jsonl',
    'report.html made again from the record',
  ])
    expect(what).toContain(name);
});

test.each([
  ['tasks.jsonl', 'Say b.', 'Say c.', ['file tasks.jsonl', 'tasks of small']],
  ['metrics.json', '"tokensPerSecond": ', '"tokensPerSecond": 9', ['file metrics.json', 'throughput']],
  ['samples.jsonl', '"decode":20', '"decode":21', ['results digest', 'tokens_decode of small PM']],
  ['observations.jsonl', '"wallMs":', '"wallMs":9', ['e2e_latency_ms_p95 of small PM']],
  ['manifest.json', '"tasksSha256": "', '"tasksSha256": "0', ['sum of manifest.json']],
  ['SHA256SUMS', 'a', 'b', []],
])('an edit of %s is named by all that depends on it', (name, from, to, expected) => {
  if (name === 'manifest.json') {
    edit(name, '"seed": 42', '"seed": 43');
    expect(differing()).toEqual(
      expect.arrayContaining(['parameters digest', 'run digest', 'seed coder of small PM a#0']),
    );
    return;
  }
  edit(name, from, to);
  expect(differing()).toEqual(expect.arrayContaining(expected));
  expect(differing()).not.toEqual([]);
});

test('a damaged record is one more difference, never an error', () => {
  edit('samples.jsonl', '{', '');
  expect(differing()).toEqual(expect.arrayContaining(['file samples.jsonl', 'records of the run']));
  rmSync(join(runDir, 'metrics.json'));
  rmSync(join(runDir, 'SHA256SUMS'));
  expect(differing()).toEqual(expect.arrayContaining(['file metrics.json', 'SHA256SUMS']));
});

test('a folder without a manifest is refused with what to give instead', () => {
  rmSync(join(runDir, 'manifest.json'));
  expect(() => verifyRun(runDir, renderReports)).toThrow(
    /HERMES_RUN_DIR_UNREADABLE.*manifest\.json.*hermes-runs\/latest/s,
  );
});
