import {
  appendFileSync,
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
import { renderReports } from '../../reports/render-reports.ts';
import { sha256 } from '../contract/canonical-json.ts';
import { verifyRun } from '../record/verify.ts';
import {
  newestJournal,
  startCli,
  temporaryCheckout,
  type TemporaryProject,
  temporaryProject,
} from '../testing/cli.ts';

/** Starts a run in a project of its own and waits until some of its samples are in the journal. */
async function startedRun(
  project: TemporaryProject,
  options: { codeRoot?: string | undefined } = {},
): Promise<ReturnType<typeof startCli>> {
  const run = startCli(['run', '--suite', 'coder', '--limit', '24', '--workers', '1'], {
    ...options,
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

test('weights overwritten in mid-run are noticed, also when the old ones come back: exit 3, and a record that says so', async () => {
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
  const digest = sha256(whole);
  const claim = `model was written to while the run went on, though its bytes are again those of the start, ${digest}`;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 3, stderr: expect.not.stringContaining('at ') });
  expect(keptRecord(project)).toEqual({ ending: expect.stringContaining(claim), class: 'D0', differs: [] });
});

test('our own code edited in mid-run is noticed: exit 3, both digests, a record that verifies', async () => {
  using checkout = temporaryCheckout();
  const run = await startedRun(checkout, { codeRoot: checkout.root });
  appendFileSync(checkout.path('harness/agents/role-handler.ts'), '\n// Edited.\n');
  const { exitCode, stderr } = await run.finished;
  expect(exitCode, stderr).toBe(3);
  expect(keptRecord(checkout)).toEqual({
    ending: expect.stringMatching(
      /source was changed while the run went on: it was [0-9a-f]{64} .* is [0-9a-f]{64} now/,
    ),
    class: 'D0',
    differs: [],
  });
});

/** What a run whose materials changed says in its record and both reports, and what of it does not verify. */
function keptRecord(project: TemporaryProject): { ending: string; class: string; differs: string[] } {
  const out = project.path('hermes-runs');
  expect(existsSync(join(out, 'latest'))).toBe(false);
  const runDir = join(out, readdirSync(out)[0] ?? '');
  const { manifest, checks } = verifyRun(runDir, renderReports);
  const { reason } = manifest.ending;
  for (const name of ['report.md', 'report.html']) {
    for (const digest of reason.match(/[0-9a-f]{64}/g) ?? ['none'])
      expect(readFileSync(join(runDir, name), 'utf8'), name).toContain(digest);
  }
  return {
    ending: reason,
    class: manifest.determinism.class,
    differs: checks.filter(({ ok }) => !ok).map(({ what }) => what),
  };
}
