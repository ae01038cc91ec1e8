import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot, runCli, temporaryProject } from '../testing/cli.ts';

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('the evidence of the seal', () => {
  test('has a fired canary of every layer of every process, and none got through', async () => {
    using project = temporaryProject();
    const run = await runCli(['run', '--suite', 'coder', '--limit', '2', '--json'], {
      cwd: project.root,
      env: { HERMES_HERMETIC: '1' },
    });
    expect(run.exitCode, run.stderr).toBe(0);
    const { runDir, hermeticity } = JSON.parse(run.stdout);
    expect(hermeticity).toMatchObject({
      level: 'kernel',
      agentsRead: 'own-root',
      refused: 0,
      refusedOurs: 0,
    });
    const canaries = linesOf(join(runDir, 'hermeticity.jsonl')).filter((event) => event.type === 'canary');
    const layersOf = (role: string) =>
      new Set(
        canaries
          .filter((event) => event.process.startsWith(`${role}-`) && event.result === 'refused')
          .map((event) => event.layer),
      );
    for (const role of ['run-host', 'model-worker', 'agent']) {
      expect([...layersOf(role)], role).toEqual(
        expect.arrayContaining(['nock', 'socket', 'handle', 'process', 'kernel']),
      );
    }
    expect([...layersOf('sandbox')]).toEqual(
      expect.arrayContaining(['socket', 'handle', 'process', 'kernel']),
    );
    expect([...layersOf('launcher')]).toEqual(
      expect.arrayContaining(['nock', 'socket', 'handle', 'process']),
    );
    expect(canaries.filter((event) => event.result === 'through')).toEqual([]);
  });

  test('lists what an agent’s program tried, with suite and task, and does not fail the run for it', async () => {
    using project = temporaryProject();
    const agent = spawn(
      process.execPath,
      [join(repositoryRoot, 'harness/testing/network-agent.fixture.ts')],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      const address = await new Promise<string>((resolve) => {
        agent.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
      });
      writeFileSync(
        project.path('hermes.config.ts'),
        `export default { agents: { coder: { a2a: 'grpc://${address}' } } };\n`,
      );
      const run = await runCli(['run', '--suite', 'coder', '--limit', '2', '--json'], { cwd: project.root });
      expect(run.exitCode, run.stderr).toBe(1);
      const { runDir, hermeticity, suites } = JSON.parse(run.stdout);
      expect(suites[0].outcomes).toMatchObject({ failed: 2, harness: 0 });
      expect(hermeticity.refusedOurs).toBe(0);
      expect(hermeticity.refused).toBeGreaterThanOrEqual(2);
      const attempts = linesOf(join(runDir, 'hermeticity.jsonl')).filter((event) => event.type === 'attempt');
      for (const attempt of attempts) {
        expect(attempt).toMatchObject({ origin: 'agent', api: 'fetch', suite: 'coder', process: 'isolate' });
        expect(attempt.task).toMatch(/^micro\//);
      }
    } finally {
      agent.kill();
    }
  });

  test('is absent, and said to be, when the config leaves hermetic mode', async () => {
    using project = temporaryProject();
    writeFileSync(project.path('hermes.config.ts'), 'export default { hermetic: false };\n');
    const run = await runCli(['run', '--suite', 'coder', '--limit', '2', '--json'], { cwd: project.root });
    expect(run.exitCode, run.stderr).toBe(0);
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({ determinismClass: 'D0', hermeticity: { level: 'off' } });
    expect(readFileSync(join(result.runDir, 'report.html'), 'utf8')).toMatch(/hermetic/i);
  });
});

// A user namespace that allows no further one: what GitHub's ubuntu-24.04 and most containers are like.
const refusing = ['--user', '--map-root-user', '/bin/sh', '-c'];
const inside = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"';

describe.skipIf(process.platform !== 'linux')('where the kernel grants no namespaces', () => {
  const runRefused = (root: string, env: Record<string, string>) => {
    const cli = [process.execPath, join(repositoryRoot, 'harness/cli/entry.ts')];
    const args = [...refusing, inside, ...cli, 'run', '--suite', 'coder', '--limit', '2', '--json'];
    return spawnSync('/usr/bin/unshare', args, {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      encoding: 'utf8',
    });
  };

  test('a run is at level process and says so', () => {
    using project = temporaryProject();
    const run = runRefused(project.root, {});
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      determinismClass: 'D2',
      hermeticity: { level: 'process', agentsRead: 'all-files', refusedOurs: 0 },
    });
    const { runDir } = JSON.parse(run.stdout);
    const said = 'agents of ours may read the task files';
    for (const name of ['report.md', 'junit.xml'])
      expect(readFileSync(join(runDir, name), 'utf8')).toContain(said);
    expect(readFileSync(join(runDir, 'report.html'), 'utf8')).toContain('they may read the task files');
  });

  test('HERMES_HERMETIC=1 refuses to run, with how to allow it', () => {
    using project = temporaryProject();
    const run = runRefused(project.root, { HERMES_HERMETIC: '1' });
    expect(run.stderr).toMatch(/HERMES_RUN_SEAL_LEVEL.*acceptLevel/s);
    expect(run.status).toBe(4);
  });
});
