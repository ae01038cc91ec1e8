import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { spawnNode } from '../launch/launch.ts';
import { probeOwnRoot } from '../launch/own-root.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { sealEntryUrl } from './seal-files.ts';
import { sealedLaunch } from './sealed-launch.ts';
import { policyOf, runSealed } from './sealed-child.fixture.ts';

test('death with the parent is asked for after the namespaces were made, which would clear it', () => {
  const { prefix } = sealedLaunch(policyOf({ role: 'run-host', directory: '/tmp/none' }), {
    namespace: true,
  });
  if (process.platform !== 'linux') return;
  const commands = prefix.map((word) => word.split('/').at(-1));
  expect(commands.indexOf('unshare')).toBe(0);
  expect(commands.indexOf('setpriv')).toBeGreaterThan(commands.indexOf('unshare'));
  expect(prefix.slice(-3)).toEqual(['--pdeathsig', 'KILL', '--']);
});

test('a process that loads the entry without a policy ends with exit code 4', async () => {
  await using directory = await createPrivateDirectory();
  const path = `${directory.path}/program.mjs`;
  writeFileSync(path, `process.send('ran')`);
  const launch = { prefix: [], execArgv: [`--import=${sealEntryUrl()}`], env: {} };
  const child = spawnNode(launch, { path, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, messages }).toEqual({ code: 4, messages: [] });
});

test('a process whose parent is already another one ends itself', async () => {
  await using directory = await createPrivateDirectory();
  const path = `${directory.path}/program.mjs`;
  writeFileSync(path, `process.send('ran')`);
  const launch = sealedLaunch(policyOf({ role: 'agent', directory: directory.path }), { namespace: false });
  const seal = JSON.parse(launch.env['HERMES_SEAL'] ?? '') as object;
  launch.env['HERMES_SEAL'] = JSON.stringify({ ...seal, parentPid: 1 });
  const child = spawnNode(launch, { path, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [, signal] = (await once(child, 'close')) as [null, string];
  expect(signal).toBe('SIGKILL');
});

test.runIf((await probeOwnRoot()).isGranted)(
  'a child with a root of its own has the seal that was made for it, not the one of who started it',
  async () => {
    await using directory = await createPrivateDirectory();
    const [at, own] = ['root', 'own'].map((name) => join(directory.path, name));
    for (const folder of [at, own]) mkdirSync(folder ?? '');
    const policy = policyOf({ role: 'agent', directory: own ?? '', policy: { useNock: false } });
    const code = `
      import { spawnSync } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      import { sealedLaunch } from '${pathToFileURL(join(import.meta.dirname, 'sealed-launch.ts')).href}';
      writeFileSync('${own}/look.mjs', "console.log(globalThis[Symbol.for('hermes.seal')].policy.role)");
      const { prefix, execArgv, env } = sealedLaunch(${JSON.stringify(policy)}, {
        namespace: true,
        root: { at: '${at}', readOnly: [], writable: ['${own}'], hidden: [] },
      });
      const [command, ...args] = [...prefix, process.execPath, ...execArgv, '${own}/look.mjs'];
      process.send(spawnSync(command, args, { env, encoding: 'utf8' }).stdout);
      process.disconnect();`;
    const { messages, stderr } = await runSealed({ role: 'run-host', directory: directory.path, code });
    expect({ messages, stderr }).toEqual({ messages: ['agent\n'], stderr: '' });
  },
);

test('a role that may start nothing is refused children, forks, threads and native code', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import { execFileSync, fork, spawn } from 'node:child_process';
    import { Worker } from 'node:worker_threads';
    const layer = (work) => { try { work(); return 'through'; } catch (error) { return error.layer ?? error.code; } };
    process.send([
      layer(() => spawn('true')),
      layer(() => fork('x.mjs')),
      layer(() => execFileSync('true')),
      layer(() => new Worker('0', { eval: true })),
      layer(() => process.dlopen({ exports: {} }, '/nonexistent/addon.node')),
      layer(() => process.execve?.('/bin/true', [], {})),
    ]);
    process.disconnect();`;
  const { messages } = await runSealed({ role: 'agent', directory: directory.path, code });
  expect(messages).toEqual([['process', 'process', 'EACCES', 'process', 'process', 'process']]);
});
