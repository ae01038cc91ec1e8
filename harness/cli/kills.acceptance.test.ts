import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestJournal, runCli, startCli } from '../testing/cli.ts';
import { killOne } from '../testing/process-tree.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'hermes-kills-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const args = ['run', '--suite', 'full', '--limit', '16', '--workers', '2', '--out'];

describe('SIGKILL in the middle of a run', () => {
  test('of an agent, a model worker and a sandbox changes no byte of the results', async () => {
    const undisturbed = await runCli([...args, join(out, 'calm'), '--json']);
    expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
    const run = startCli([...args, join(out, 'killed'), '--json']);
    await samplesIn(join(out, 'killed'), 2);
    for (const entry of [
      'agents/agent-entry.ts',
      'pool/worker.ts',
      'gen/confined.cjs',
      'agents/agent-entry.ts',
    ]) {
      await killOne(run.pid, entry);
    }
    const killed = await run.finished;
    expect(killed.exitCode, `${killed.stderr}${killed.stdout.slice(0, 1_000)}`).toBe(0);
    const [calm, disturbed] = [JSON.parse(undisturbed.stdout), JSON.parse(killed.stdout)];
    expect(disturbed.runDigest).toBe(calm.runDigest);
    expect(disturbed.resultsDigest).toBe(calm.resultsDigest);
  });

  test('of the run host ends the run with code 3 and keeps what was finished', async () => {
    const run = startCli([...args, join(out, 'lost')]);
    await samplesIn(join(out, 'lost'), 1);
    await killOne(run.pid, 'host/run-host-entry.ts');
    const { exitCode, stderr } = await run.finished;
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/HERMES_RUN_HOST_LOST.*journal\.jsonl/s);
    expect(newestJournal(join(out, 'lost')).split('\n').length).toBeGreaterThan(1);
  });
});

async function samplesIn(folder: string, count: number): Promise<void> {
  while (newestJournal(folder).split('\n').length <= count) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
