import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot, runCli, temporaryProject } from '../testing/cli.ts';

/** Counts who knocks on a port of this machine. */
async function openListener(): Promise<AsyncDisposable & { port: number; arrivals: () => number }> {
  let arrivals = 0;
  const server = createServer((socket) => {
    arrivals += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrivals: () => arrivals,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

const knocks = (port: number): string => `
import { spawnSync } from 'node:child_process';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
const once = () => new Promise((ok) => net.connect(${port}, '127.0.0.1').on('connect', ok).on('error', ok));
for (let i = 0; i < 200; i += 1) await once();
for (let i = 0; i < 200; i += 1) await fetch('http://127.0.0.1:${port}/').catch(() => undefined);
const inner = "require('node:net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(7))";
for (let i = 0; i < 3; i += 1) spawnSync(process.execPath, ['-e', inner], { env: {} });
for (let i = 0; i < 3; i += 1) await new Promise((ok) => new Worker(inner, { eval: true, execArgv: [] }).on('exit', ok).on('error', ok));
for (let i = 0; i < 5; i += 1) spawnSync('/bin/bash', ['-c', 'exec 3<>/dev/tcp/127.0.0.1/${port}']);
`;

const suite = `
import { defineSuite, pipeline, tasks } from ${JSON.stringify(join(repositoryRoot, 'harness/index.ts'))};
const micro = await import('node:fs').then((fs) => fs.readFileSync(${JSON.stringify(join(repositoryRoot, 'fixtures/tasks/micro.jsonl'))}, 'utf8'));
export default { ...defineSuite({ name: 'noisy', tasks: { kind: 'list', name: 'micro', sha256: '0'.repeat(64), tasks: micro.split('\\n').slice(0, 1).map((line) => JSON.parse(line)) }, pipeline: pipeline.coder() }) };
`;

const attemptsOf = (runDir: string) =>
  readFileSync(join(runDir, 'hermeticity.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter((event) => event.type === 'attempt');

test('of some 800 connections that config and suite files try, none arrives, all are in the record, and exit code and report say so', async () => {
  await using listener = await openListener();
  using project = temporaryProject();
  writeFileSync(
    project.path('hermes.config.ts'),
    `${knocks(listener.port)}\nexport default { suites: ['*.eval.ts'] };\n`,
  );
  writeFileSync(project.path('noisy.eval.ts'), `${knocks(listener.port)}\n${suite}`);
  const run = await runCli(['run', '--json'], { cwd: project.root, env: { HERMES_HERMETIC: '1' } });
  expect({ arrivals: listener.arrivals(), exitCode: run.exitCode }, run.stderr).toEqual({
    arrivals: 0,
    exitCode: 4,
  });
  const { runDir, hermeticity } = JSON.parse(run.stdout);
  const attempts = attemptsOf(runDir);
  expect(hermeticity.refusedOurs).toBe(attempts.length);
  const by = (file: string) => attempts.filter((event) => event.suite === file).map((event) => event.api);
  for (const file of ['hermes.config.ts', 'noisy.eval.ts']) {
    expect(by(file).filter((api) => api === 'net.Socket.connect').length, file).toBeGreaterThanOrEqual(200);
    expect(by(file).filter((api) => api === 'fetch').length, file).toBeGreaterThanOrEqual(200);
  }
  expect(attempts.find((event) => event.suite === 'noisy.eval.ts')?.stack).toContain('noisy.eval.ts');
  expect(JSON.parse(readFileSync(join(runDir, 'manifest.json'), 'utf8')).ending).toMatchObject({
    exitCode: 4,
    reason: expect.stringContaining('hermes.config.ts tried'),
  });
  expect(readFileSync(join(runDir, 'report.md'), 'utf8')).toMatch(
    new RegExp(`The seal was broken.*${attempts.length} network attempts refused`, 's'),
  );
});

test('a suite that cannot do without the network says what was refused', async () => {
  await using listener = await openListener();
  using project = temporaryProject();
  writeFileSync(project.path('hermes.config.ts'), `export default { suites: ['*.eval.ts'] };\n`);
  writeFileSync(project.path('needy.eval.ts'), `await fetch('http://127.0.0.1:${listener.port}/tasks');\n`);
  const run = await runCli(['run'], { cwd: project.root });
  expect(run.stderr).toMatch(
    /HERMES_RUN_SUITE_INVALID.*needy\.eval\.ts could not be loaded: Nock: Disallowed net connect/s,
  );
  expect({ exitCode: run.exitCode, arrivals: listener.arrivals() }).toEqual({ exitCode: 2, arrivals: 0 });
});

test('a config that leaves hermetic mode lets its suites, and not itself, reach the network', async () => {
  await using listener = await openListener();
  using project = temporaryProject();
  writeFileSync(
    project.path('hermes.config.ts'),
    `await fetch('http://127.0.0.1:${listener.port}/').catch(() => undefined);\nexport default { hermetic: false, suites: ['*.eval.ts'] };\n`,
  );
  writeFileSync(
    project.path('online.eval.ts'),
    `await fetch('http://127.0.0.1:${listener.port}/').catch(() => undefined);\nthrow new Error('enough');\n`,
  );
  const run = await runCli(['run'], { cwd: project.root });
  expect(run.stderr).toContain('enough');
  expect(listener.arrivals()).toBe(1);
});

test('what a config says must be data, and what it prints is seen on stderr', async () => {
  using project = temporaryProject();
  writeFileSync(
    project.path('hermes.config.ts'),
    `console.log('printed by the config');\nexport default { sandbox: { cpuMs: () => 1 } };\n`,
  );
  const run = await runCli(['devices', '--json'], { cwd: project.root });
  expect(run.stderr).toMatch(/printed by the config[^]*HERMES_CONFIG_INVALID.*'sandbox\.cpuMs'/);
  expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode: 2, stdout: '' });
});
