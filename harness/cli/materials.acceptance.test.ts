import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newestJournal, startCli, type TemporaryProject, temporaryProject } from '../testing/cli.ts';

/** Starts a run in a project of its own and waits until some of its samples are in the journal. */
async function startedRun(project: TemporaryProject): Promise<ReturnType<typeof startCli>> {
  const run = startCli(['run', '--suite', 'coder', '--limit', '24', '--workers', '1'], {
    cwd: project.root,
    env: { HF_HUB_CACHE: project.path('fixtures/hub') },
  });
  while (newestJournal(project.path('hermes-runs')).split('\n').length < 4) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return run;
}

function modelFile(project: TemporaryProject): string {
  const snapshots = project.path('fixtures/hub/models--hermes-harness--nano/snapshots');
  return join(snapshots, readdirSync(snapshots)[0] ?? '', 'nano-q8_0.gguf');
}

test('a model file that is unlinked in mid-run costs nothing: the run ends with its manifest', async () => {
  using project = temporaryProject();
  const run = await startedRun(project);
  rmSync(modelFile(project));
  const { exitCode, stderr } = await run.finished;
  expect(exitCode, stderr).toBe(0);
  const manifest = JSON.parse(readFileSync(project.path('hermes-runs/latest/manifest.json'), 'utf8'));
  expect(manifest.digests.results).toMatch(/^[0-9a-f]{64}$/);
});

test('weights overwritten in mid-run are noticed, also when the old ones come back: exit 3, both states, samples kept', async () => {
  using project = temporaryProject();
  const path = modelFile(project);
  const whole = readFileSync(path);
  const run = await startedRun(project);
  const file = openSync(path, 'r+');
  const at = statSync(path).size - 4_096;
  writeSync(file, Buffer.alloc(4_096), 0, 4_096, at);
  writeSync(file, whole, at, 4_096, at);
  closeSync(file);
  const { exitCode, stderr } = await run.finished;
  expect(exitCode, stderr).toBe(3);
  expect(stderr).toMatch(/HERMES_POOL_MODEL_CHANGED.*nano-q8_0\.gguf.*it was .* and is /);
  expect(existsSync(project.path('hermes-runs/latest'))).toBe(false);
  expect(newestJournal(project.path('hermes-runs'))).not.toBe('');
});
