import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliProcess, newestJournal, runCli, startCli } from '../testing/cli.ts';

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
      await killOne(run, entry);
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
    await killOne(run, 'host/run-host-entry.ts');
    const { exitCode, stderr } = await run.finished;
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/HERMES_RUN_HOST_LOST.*journal\.jsonl/s);
    expect(newestJournal(join(out, 'lost')).split('\n').length).toBeGreaterThan(1);
  });
});

/** Kills one descendant of the run whose command line names the text. */
async function killOne(run: CliProcess, text: string): Promise<void> {
  for (;;) {
    const victim = descendants(run.pid).find((pid) => commandOf(pid).includes(text));
    if (victim !== undefined) {
      process.kill(victim, 'SIGKILL');
      return;
    }
    await pause();
  }
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
  return [...children, ...children.flatMap((child) => descendants(child))];
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? -1);
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function samplesIn(folder: string, count: number): Promise<void> {
  while (newestJournal(folder).split('\n').length <= count) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
