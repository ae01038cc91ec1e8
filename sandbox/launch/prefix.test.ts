import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openCanaryListeners } from '../network/canary-listeners.ts';
import { probeKernelLevel } from './kernel-level.ts';
import { launchPrefix, parentDeathPrefix } from './prefix.ts';
import { createPrivateDirectory } from './private-directory.ts';
import { runSealed } from '../network/sealed-child.fixture.ts';

const kernel = await probeKernelLevel();

test('the probe says what holds here and why', () => {
  expect(kernel.reason).not.toBe('');
  expect(kernel.level === 'kernel').toBe(kernel.reason === 'user and network namespaces are granted');
});

test('the network namespace never comes without a user namespace, which root could leave again', () => {
  const prefix = launchPrefix({ namespaces: ['net', 'mount'] });
  if (process.platform !== 'linux') return;
  expect(prefix).toEqual(expect.arrayContaining(['--user', '--net']));
  expect(prefix.indexOf('--user')).toBeLessThan(prefix.indexOf('--net'));
});

test('no wall is put up that was not asked for', () => {
  expect(launchPrefix({ privileges: 'kept', parentDeath: false })).toEqual([]);
  if (process.platform !== 'linux') return;
  expect(parentDeathPrefix()).toEqual([expect.stringMatching(/setpriv$/), '--pdeathsig', 'KILL', '--']);
  expect(launchPrefix({ parentDeath: false })).toEqual([
    expect.stringMatching(/setpriv$/),
    '--no-new-privs',
    '--',
  ]);
});

test.runIf(kernel.level === 'kernel')(
  'a child in a network namespace alone has no capability, can gain none and keeps its pid',
  async () => {
    const [command, ...args] = [...launchPrefix({ namespaces: ['net'] }), 'cat', '/proc/self/status'];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const status = await text(child.stdout);
    const fieldOf = (name: string): string | undefined =>
      new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1];
    const capabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map(fieldOf);
    expect(capabilities).toEqual(Array.from({ length: 5 }, () => '0000000000000000'));
    expect([fieldOf('NoNewPrivs'), fieldOf('Pid')]).toEqual(['1', String(child.pid)]);
  },
);

test.runIf(kernel.level === 'kernel')(
  'a child in a namespace keeps its pid and IPC, has no capabilities and is refused by the kernel itself (bit 31, CAP_SETFCAP, is what root needs to nest)',
  async () => {
    await using directory = await createPrivateDirectory();
    await using listeners = await openCanaryListeners();
    const code = `
      import { readFileSync, readlinkSync } from 'node:fs';
      const status = readFileSync('/proc/self/status', 'utf8');
      process.send({
        network: readlinkSync('/proc/self/ns/net'),
        capabilities: [...status.matchAll(/^Cap(?:Inh|Prm|Eff|Bnd|Amb):\\t(.*)$/gm)].map((found) => Number('0x' + found[1]) & 0x7fffffff),
        uid: process.getuid(),
        pid: process.pid,
      });
      process.disconnect();`;
    const { messages, ledger, stderr } = await runSealed({
      role: 'run-host',
      directory: directory.path,
      code,
      namespace: true,
      canaries: listeners.targets,
    });
    expect({ messages, stderr }).toMatchObject({
      messages: [{ capabilities: [0, 0, 0, 0, 0], uid: process.getuid?.() }],
      stderr: '',
    });
    expect(messages[0]).not.toMatchObject({ network: readlinkSync('/proc/self/ns/net') });
    const refused = ledger.flatMap((entry) =>
      entry.type === 'canary' && entry.result === 'refused' ? [`${entry.layer} ${entry.detail}`] : [],
    );
    expect(refused).toEqual(
      expect.arrayContaining([
        'kernel tcp: ENETUNREACH',
        'kernel http: ENETUNREACH',
        'kernel udp: ENETUNREACH',
        'kernel dns: ECONNREFUSED',
        'kernel abstract: ECONNREFUSED',
        'mount unix: ECONNREFUSED',
      ]),
    );
    expect(Object.values(listeners.arrivals()).every((count) => count === 0)).toBe(true);
  },
);

test.runIf(kernel.level === 'kernel')(
  'a sandbox in a namespace within a namespace is sealed as well',
  async () => {
    await using directory = await createPrivateDirectory();
    await using listeners = await openCanaryListeners();
    const at = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const code = `
    import { once } from 'node:events'; import { readlinkSync, writeFileSync } from 'node:fs';
    import { currentSeal } from ${at('../network/seal.ts')};
    import { sealedLaunch } from ${at('../network/sealed-launch.ts')};
    import { spawnNode } from ${at('./launch.ts')};
    const path = ${JSON.stringify(`${directory.path}/inner.mjs`)};
    writeFileSync(path, "import { readlinkSync } from 'node:fs'; process.send(readlinkSync('/proc/self/ns/net')); process.disconnect();");
    const launch = sealedLaunch({ ...currentSeal().policy, role: 'sandbox', useNock: false, mayStartChildren: false }, { namespace: true });
    const child = spawnNode(launch, { path, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (inner) => process.send({ outer: readlinkSync('/proc/self/ns/net'), inner }));
    const [code] = await once(child, 'close');
    process.send(code);
    process.disconnect();`;
    const plan = { role: 'run-host', directory: directory.path, code, namespace: true } as const;
    const { messages, stderr } = await runSealed({ ...plan, canaries: listeners.targets });
    const [spaces, exit] = messages as [{ outer: string; inner: string }, number];
    expect({ exit, stderr, messages }).toMatchObject({ exit: 0, stderr: '' });
    expect(new Set([spaces.outer, spaces.inner, readlinkSync('/proc/self/ns/net')]).size).toBe(3);
  },
);

test('listeners hear what is not sealed, so that their silence means something', async () => {
  await using listeners = await openCanaryListeners();
  const { connect } = await import('node:net');
  const { createSocket } = await import('node:dgram');
  const { Resolver } = await import('node:dns/promises');
  const { targets } = listeners;
  for (const to of [
    { port: targets.tcpPort, host: '127.0.0.1' },
    { port: targets.httpPort, host: '127.0.0.1' },
    ...(targets.abstractSocket === null ? [] : [{ path: `\0${targets.abstractSocket}` }]),
    ...(targets.foreignSocket === null ? [] : [{ path: targets.foreignSocket }]),
  ]) {
    const socket = connect(to);
    await once(socket, 'connect');
    socket.destroy();
  }
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${targets.dnsPort}`]);
  await expect(resolver.resolve4('canary.invalid')).rejects.toThrow('ENOTFOUND');
  const sender = createSocket('udp4');
  sender.send('canary', targets.udpPort, '127.0.0.1');
  await expect.poll(() => listeners.arrivals()).toMatchObject({ tcp: 1, http: 1, udp: 1, foreign: 1 });
  sender.close();
  expect(listeners.arrivals().dns).toBeGreaterThan(0);
});
