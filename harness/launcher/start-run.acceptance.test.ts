import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../testing/cli.ts';
import { loadConfig, type Overrides } from './load-config.ts';
import { loadSuites } from './load-suites.ts';
import { selectSuites } from './select-suites.ts';
import { startRun } from './start-run.ts';

let folder: string;
const temporariesBefore = process.env['TMPDIR'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-start-'));
  mkdirSync(join(folder, 'tmp'));
  process.env['TMPDIR'] = join(folder, 'tmp');
});
afterEach(() => {
  if (temporariesBefore === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporariesBefore;
  rmSync(folder, { recursive: true });
});

/** Starts a run of this repository's suite coder, which is not expected to succeed. */
async function start(overrides: Overrides & { lock?: string | undefined }): Promise<void> {
  const loaded = await loadConfig({
    projectRoot: repositoryRoot,
    env: {},
    overrides: { out: join(folder, 'out'), ...overrides },
  });
  const suites = selectSuites(await loadSuites(repositoryRoot, ['suites/coder.eval.ts']), { limit: 1 });
  const env = { HOME: folder };
  await using run = await startRun({
    projectRoot: repositoryRoot,
    loaded,
    suites,
    selection: {},
    env,
    launcher: 'vitest',
  });
  expect.fail(`the run ${run.init.runId} started.`);
}

describe('a run that cannot start', () => {
  test('because its tasks are not as locked makes no run directory', async () => {
    const lock = relative(repositoryRoot, join(folder, 'other.lock.json'));
    const tasks = { 'fixtures/tasks/micro.jsonl': { sha256: '0'.repeat(64) } };
    writeFileSync(join(folder, 'other.lock.json'), JSON.stringify({ tasks }));
    await expect(start({ lock })).rejects.toThrow(/^\[HERMES_CACHE_\w+\].*fixtures\/tasks\/micro\.jsonl/);
    expect(readdirSync(folder)).not.toContain('out');
  });

  test('because its model is in no cache leaves nothing among the temporaries', async () => {
    await expect(start({ model: 'nobody/nothing:none.gguf' })).rejects.toThrow(/nobody\/nothing/);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  test('because its output folder is a file says which', async () => {
    writeFileSync(join(folder, 'out'), '');
    await expect(start({})).rejects.toThrow(
      `[HERMES_RUN_OUT_UNWRITABLE] ${join(folder, 'out')} cannot be written: `,
    );
  });
});
