import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleText } from '../generate.ts';
import { confinedLaunch } from './confined-process.ts';
import type { Targets } from './confinement.fixture.ts';
import { type Launch, spawnNode } from '../launch/launch.ts';
import { sealFiles } from '../network/seal-files.ts';
import { policyOf } from '../network/sealed-child.fixture.ts';
import { sealedLaunch } from '../network/sealed-launch.ts';
import { planSandbox, type SandboxPlan } from './plan.ts';

/** Not denied by the sandbox's own launch on any platform; docs/sandbox.md names each. */
const notCovered = ['path-unix-socket', 'signal-parent'];
/** Denied by the kernel's network namespace only, so not where it cannot be had. */
const needsNamespace = [
  'tcp-loopback',
  'tcp-raw-handle',
  'tls',
  'http2',
  'fetch',
  'udp',
  'dns',
  'abstract-unix-socket',
];

interface Line {
  name: string;
  denied: boolean;
  why: string;
}

let plan: SandboxPlan;
let directory: string;
let targets: Targets;
let servers: { close: () => unknown }[];

beforeAll(async () => {
  plan = await planSandbox({});
  directory = await mkdtemp(join(tmpdir(), 'hermes-confinement-'));
  const otherAddonPath = join(directory, 'other.node');
  await copyFile(plan.addonPath, otherAddonPath);
  const secretPath = join(directory, 'secret.cjs');
  await writeFile(secretPath, 'module.exports = "the canary"');
  const tcp = await listening(
    net.createServer((socket) => socket.on('error', () => {}).end()),
    { port: 0, host: '127.0.0.1' },
  );
  const unixPath = join(directory, 's');
  const abstractName = `hermes-confinement-${process.pid}`;
  const udp = await echo();
  servers = [
    tcp,
    udp,
    await listening(net.createServer(), { path: unixPath }),
    await listening(net.createServer(), { path: `\0${abstractName}` }),
  ];
  targets = {
    secretPath,
    writablePath: join(directory, 'written'),
    tcpPort: (tcp.address() as net.AddressInfo).port,
    udpPort: udp.address().port,
    unixPath,
    abstractName,
    otherAddonPath,
    parentPid: process.pid,
  };
});

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(directory, { recursive: true, force: true });
});

describe('real Node code in place of the isolate', () => {
  test('is denied what the docs promise and nothing else reaches the host', async () => {
    process.env['HERMES_CONFINEMENT_CANARY'] = 'visible';
    const lines = await attempts(confinedLaunch(await fixturePlan()));
    const through = lines.filter(({ denied }) => !denied).map(({ name }) => name);
    const isSealed = plan.launch.prefix.includes('--net');
    const allowed = isSealed ? notCovered : [...notCovered, ...needsNamespace];
    expect(lines.length).toBeGreaterThanOrEqual(25);
    expect(through.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(existsSync(targets.writablePath)).toBe(false);
    expect(await readFile(targets.secretPath, 'utf8')).toContain('the canary');
  });

  test('would succeed at most of it without the confinement, so the attempts are real', async () => {
    const bare: Launch = { prefix: [], execArgv: [], env: { HERMES_CONFINEMENT_CANARY: 'visible' } };
    const { entryPath } = await fixturePlan();
    const lines = await attempts(bare, entryPath);
    const denied = lines.filter(({ denied }) => denied).map(({ name }) => name);
    expect(denied.length).toBeLessThanOrEqual(lines.length / 4);
  });

  test.each([
    ['--logfile', "v8.setFlagsFromString('--log'); v8.setFlagsFromString('--logfile=' + path);"],
    [
      '--redirect-code-traces-to',
      "v8.setFlagsFromString('--redirect-code-traces-to=' + path); v8.setFlagsFromString('--redirect-code-traces'); v8.setFlagsFromString('--print-opt-code');",
    ],
    [
      '--perf-basic-prof',
      "v8.setFlagsFromString('--perf-basic-prof-path=' + dir); v8.setFlagsFromString('--perf-basic-prof');",
    ],
  ])(
    'makes V8 write no file by %s, under the sandbox’s own launch and under the seal’s',
    async (_flag, code) => {
      const sealed = sealedLaunch(policyOf({ role: 'sandbox', directory }), { namespace: false });
      const permitted = sealFiles().map((path) => `--allow-fs-read=${path}`);
      const launches = [plan.launch, { ...sealed, execArgv: [...sealed.execArgv, ...permitted] }];
      const entryPath = join(directory, 'flags.mjs');
      const path = join(directory, 'kept.txt');
      await writeFile(
        entryPath,
        `import { createRequire } from 'node:module'; import { dirname } from 'node:path'; import v8 from 'node:v8';
       const [, , path, addon] = process.argv; const dir = dirname(path);
       const module = { exports: {} }; process.dlopen(module, addon);
       process.stderr.write('began');
       ${code}
       process.stderr.write('set');
       new module.exports.isolatedVm.Isolate({ memoryLimit: 32 }).createContextSync().evalSync('for (let i = 0; i < 1e6; i++) Math.sqrt(i)');`,
      );
      for (const launch of launches) {
        await writeFile(path, 'kept');
        const before = (await readdir(directory)).toSorted();
        const child = spawnNode(confinedLaunch({ ...plan, launch, entryPath }), {
          path: entryPath,
          args: [path, plan.addonPath],
          stdio: ['ignore', 'ignore', 'pipe', 'ignore'],
          cwd: '/',
        });
        const said = text(child.stderr as Readable);
        await once(child, 'close');
        expect(await said).toContain('began');
        expect(await said).not.toContain('set');
        expect(await readFile(path, 'utf8')).toBe('kept');
        expect((await readdir(directory)).toSorted()).toEqual(before);
      }
    },
  );

  test('is named in the docs where it is not covered', async () => {
    const docs = await readFile(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
    expect([...notCovered, ...needsNamespace].filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });
});

async function fixturePlan(): Promise<SandboxPlan> {
  const code = bundleText('process/confinement.fixture.ts', { format: 'esm', platform: 'node' });
  const entryPath = join(directory, 'entry.mjs');
  await writeFile(entryPath, code);
  return { ...plan, entryPath };
}

async function attempts(launch: Launch, entryPath = join(directory, 'entry.mjs')): Promise<Line[]> {
  const child = spawnNode(launch, {
    path: entryPath,
    args: [JSON.stringify(targets), plan.addonPath, plan.realmPath],
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    cwd: '/',
  });
  const said = text(child.stdio[3] as Readable);
  await once(child, 'close');
  return (await said)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

async function listening(server: net.Server, where: net.ListenOptions): Promise<net.Server> {
  server.listen(where);
  await once(server, 'listening');
  return server;
}

async function echo(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
