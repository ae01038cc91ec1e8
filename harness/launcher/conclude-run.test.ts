import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { renderReports } from '../../reports/render-reports.ts';
import { smallRun } from '../record/testing/small-run.ts';
import { verifyRun } from '../record/verify.ts';
import { concludeRun } from './conclude-run.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-conclude-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A run at its end; `ended` is told what lies in the run directory when the run host has gone. */
function finishingRun(ended: (files: string[]) => void = () => undefined) {
  const { started, facts } = smallRun(root);
  const privateDir = join(root, 'private');
  mkdirSync(privateDir);
  return {
    ...started,
    init: { ...started.init, privateDir },
    host: { finish: () => Promise.resolve(facts), [Symbol.asyncDispose]: () => Promise.resolve() },
    hostProcess: {
      [Symbol.asyncDispose]: () => Promise.resolve(ended(readdirSync(started.init.runDir))),
    },
  };
}

test('concludeRun() completes the run directory: every file is listed, every check holds, latest names it', async () => {
  const { runDir, manifest, summary } = await concludeRun(finishingRun());
  expect(manifest.files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['junit.xml', 'metrics.json', 'report.html', 'report.md', 'tasks.jsonl']),
  );
  expect(verifyRun(runDir, renderReports).checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(readlinkSync(join(root, 'latest'))).toBe('run');
  expect(manifest.ending).toEqual({
    exitCode: 0,
    reason: 'all 1 gates met; partial run: 6 of 8 samples, 1 of 1 gates',
  });
  expect(summary.suites[0]?.metrics['pass_at_1']?.value).toBe(0.5);
});

test('hidden tests are written when the run host and all its agents are gone, not before', async () => {
  let present: string[] = [];
  const { runDir } = await concludeRun(finishingRun((files) => (present = files)));
  expect(present).toContain('samples.jsonl');
  expect(present.filter((name) => /tasks|report/.test(name))).toEqual([]);
  expect(readFileSync(join(runDir, 'tasks.jsonl'), 'utf8')).toContain('"expected":"a"');
});

test('a run that left a process behind is an error with its pid, and no finished run', async () => {
  const run = finishingRun();
  const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { PLACE: run.init.privateDir },
  });
  onTestFinished(() => void left.kill('SIGKILL'));
  await once(left, 'spawn');
  await expect(concludeRun(run)).rejects.toMatchObject({
    code: 'HERMES_RUN_RESIDUE',
    message: expect.stringContaining(String(left.pid)),
  });
  expect(existsSync(join(run.init.runDir, 'manifest.json'))).toBe(false);
  expect(existsSync(join(root, 'latest'))).toBe(false);
});
