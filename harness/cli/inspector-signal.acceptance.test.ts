import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { repositoryRoot, temporaryProject } from '../testing/cli.ts';

/** Every process below this one, by the kernel's own list. */
function descendants(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

const isNode = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0]?.endsWith('node') === true;
  } catch {
    return false;
  }
};

const listensOnInspector = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/net/tcp`, 'latin1').includes(':240D ');
  } catch {
    return false;
  }
};

test.runIf(process.platform === 'linux')(
  'SIGUSR1 opens the inspector of no process of a run and disturbs none',
  async () => {
    using project = temporaryProject();
    const cli = spawn(
      process.execPath,
      [join(repositoryRoot, 'harness/cli/hermes.mjs'), 'run', '--suite', 'coder', '--limit', '40'],
      { cwd: project.root, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    cli.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(cli, 'exit');
    const signalled = new Set<number>();
    let open = false;
    const all = () => [cli.pid ?? -1, ...descendants(cli.pid ?? -1)].filter(isNode);
    // Launcher, run host, model worker, three agents; what is still starting would die of the signal instead.
    while (all().length < 6 && cli.exitCode === null) await sleep(10);
    await sleep(300);
    for (const pid of all()) {
      process.kill(pid, 'SIGUSR1');
      signalled.add(pid);
      await sleep(10);
      open ||= listensOnInspector(pid);
    }
    const [exitCode] = (await ended) as [number];
    expect({ exitCode, open }, stderr).toEqual({ exitCode: 0, open: false });
    expect(stderr).not.toContain('Debugger listening');
    expect(signalled.size).toBeGreaterThanOrEqual(6);
  },
);
