import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot, runCli, temporaryProject } from '../testing/cli.ts';
import { runMistakes } from '../testing/schema-mistakes.ts';

const reports = ['report.html', 'report.md', 'junit.xml'];
let root: string;
/** A run of a project that is gone, copied elsewhere. */
let runDir: string;
let printed: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'hermes-report-'));
  runDir = join(root, 'kept');
  using project = temporaryProject();
  const selection = ['--limit', '4', '--samples', '3', '--arm', 'A,PM'];
  const run = await runCli(['run', ...selection], { cwd: project.root });
  if (run.exitCode !== 0 && run.exitCode !== 1) throw new Error(run.stderr);
  printed = run.stdout;
  cpSync(project.path('hermes-runs/latest/'), runDir, { recursive: true, dereference: true });
}, 300_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytesOf = (folder: string) => reports.map((name) => readFileSync(join(folder, name), 'utf8'));
const report = (...args: string[]) => runCli(['report', ...args], { cwd: root });

test('hermes report makes every report again from the run directory alone, to the same bytes', async () => {
  const first = bytesOf(runDir);
  for (const name of reports) rmSync(join(runDir, name));
  const { exitCode, stdout, stderr } = await report('kept');
  expect(exitCode, stderr).toBe(0);
  expect(bytesOf(runDir)).toEqual(first);
  for (const name of reports) expect(stdout).toContain(`wrote ${join(runDir, name)}`);
  const [tables = ''] = stdout.split('\nwrote ');
  expect(printed).toContain(tables.trim());
  const verified = await runCli(['verify', runDir], { cwd: root });
  expect(verified.exitCode, verified.stdout).toBe(0);
});

test('every file of a real run is as its published schema says', () => {
  expect(runMistakes(runDir)).toEqual([]);
});

test('docs/run-directory.md names every file of a run directory, and no other', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/run-directory.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`/]+)\/?`/g)]);
  expect(new Set(named.map(([, name]) => name))).toEqual(new Set(readdirSync(runDir)));
});

test('--json says on one line what was written, --out where', async () => {
  const out = join(root, 'beside');
  const { stdout, stderr } = await report('kept', '--out', out, '--json');
  const { runId, ending, written } = JSON.parse(stdout);
  expect(runId, stderr).toBe(JSON.parse(readFileSync(join(runDir, 'manifest.json'), 'utf8')).runId);
  expect(ending.reason).toMatch(/gates/);
  expect(written.map(({ file }: { file: string }) => file)).toEqual(reports.map((name) => join(out, name)));
  expect(readdirSync(out).sort()).toEqual([...reports].sort());
  expect(bytesOf(out)).toEqual(bytesOf(runDir));
});

test('a run directory that was changed is left as it is, with exit code 1 and what to do', async () => {
  const changed = join(root, 'changed');
  cpSync(runDir, changed, { recursive: true });
  const metrics = join(changed, 'metrics.json');
  writeFileSync(metrics, readFileSync(metrics, 'utf8').replace('"ok": true', '"ok": false'));
  const before = bytesOf(changed);
  const { exitCode, stderr } = await report(changed);
  expect(stderr).toMatch(/HERMES_RUN_REPORT_DIFFERS.*report\.html.*hermes verify.*--out/s);
  expect(exitCode).toBe(1);
  expect(bytesOf(changed)).toEqual(before);
});

test('a damaged and a foreign folder are clear errors with a fix', async () => {
  const damaged = join(root, 'damaged');
  cpSync(runDir, damaged, { recursive: true });
  rmSync(join(damaged, 'tasks.jsonl'));
  mkdirSync(join(root, 'foreign'));
  for (const [folder, said] of [
    ['damaged', /HERMES_RUN_DIR_UNREADABLE.*tasks\.jsonl: there is no such file.*Fix: /s],
    ['foreign', /HERMES_RUN_DIR_UNREADABLE.*manifest\.json: there is no such file.*Fix: /s],
    ['nowhere', /HERMES_RUN_DIR_UNREADABLE.*Fix: /s],
  ] as const) {
    const { exitCode, stderr } = await report(folder);
    expect(stderr).toMatch(said);
    expect(exitCode).toBe(2);
  }
});
