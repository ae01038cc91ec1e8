import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrivateDirectory, type PrivateDirectory } from '../launch/private-directory.ts';
import { openCanaryListeners, type CanaryListeners } from './canary-listeners.ts';
import type { SealRole } from './policy.ts';
import { type ChildReport, runSealed } from './sealed-child.fixture.ts';

let listeners: CanaryListeners;
let elsewhere: PrivateDirectory;
let foreign: Server;
let foreignArrivals = 0;
beforeAll(async () => {
  listeners = await openCanaryListeners();
  elsewhere = await createPrivateDirectory();
  foreign = createServer((socket) => {
    foreignArrivals += 1;
    socket.destroy();
  }).listen(join(elsewhere.path, 'foreign.sock'));
  await once(foreign, 'listening');
});
afterAll(async () => {
  foreign.close();
  await listeners[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
});

/** What every attack ends with: it knocks by public functions, by raw handles and at a foreign socket, and tells what opened. */
const knock = `
  const wait = (ms) => new Promise((ok) => setTimeout(ok, ms));
  const knocked = [];
  const tryTo = async (name, work) => { try { knocked.push(name + ' ' + await work()); } catch (error) { knocked.push(name + ' ' + (error.layer ?? error.code ?? error.message)); } };
  const socket = (to) => new Promise((ok, no) => net.connect(to).on('connect', () => ok('OPEN')).on('error', no));
  async function knock() {
    await tryTo('tcp', () => socket({ port: tcpPort, host: '127.0.0.1' }));
    await tryTo('unix', () => socket(foreign));
    await tryTo('handle', async () => {
      const made = new net.Socket().on('error', () => {});
      made.connect({ port: tcpPort, host: '127.0.0.1' });
      const Handle = made._handle.constructor;
      return new Handle(0).connect({ oncomplete() {} }, '127.0.0.1', tcpPort) === 0 ? 'OPEN' : 'EACCES';
    });
    await wait(20);
    process.send(knocked);
  }`;

async function attack(code: string, role: SealRole = 'agent'): Promise<ChildReport & { arrived: number }> {
  await using directory = await createPrivateDirectory();
  mkdirSync(join(directory.path, 'own'));
  writeFileSync(join(directory.path, 'own', 'real'), '');
  const before = arrivals();
  const report = await runSealed({
    role,
    directory: directory.path,
    policy: { socketPrefixes: [join(directory.path, 'own')] },
    code: `
      import net from 'node:net'; import fs from 'node:fs'; import { createRequire, syncBuiltinESMExports } from 'node:module';
      const tcpPort = ${listeners.targets.tcpPort};
      const foreign = ${JSON.stringify(join(elsewhere.path, 'foreign.sock'))};
      const elsewhere = ${JSON.stringify(elsewhere.path)};
      const dir = ${JSON.stringify(directory.path)};
      const gen = ${JSON.stringify(new URL('../gen/', import.meta.url).href)};
      ${knock}
      ${code}
      process.disconnect?.();`,
  });
  return { ...report, arrived: arrivals() - before };
}

function arrivals(): number {
  return foreignArrivals + Object.values(listeners.arrivals()).reduce((sum, count) => sum + count, 0);
}

/** Ways to switch the seal off from inside, each followed by a knock. */
const switches: [name: string, code: string][] = [
  ['nothing', ''],
  [
    'the handle on globalThis',
    `const seal = globalThis[Symbol.for('hermes.seal')];
     for (const work of [() => seal.dispose(), () => { seal.policy.socketPrefixes.push('/'); }, () => { seal.policy.role = 'launcher'; },
       () => { seal.runCanaries = () => []; }, () => { delete globalThis[Symbol.for('hermes.seal')]; },
       () => Object.defineProperty(globalThis, Symbol.for('hermes.seal'), { value: undefined })]) { try { work(); } catch {} }
     if (globalThis[Symbol.for('hermes.seal')] !== seal) process.send('the handle was replaced');`,
  ],
  [
    'prototypes of collections, arrays, strings and expressions',
    `WeakSet.prototype.has = Set.prototype.has = Map.prototype.has = () => true;
     Array.prototype.some = Array.prototype.every = Array.prototype.includes = () => true;
     String.prototype.startsWith = String.prototype.includes = () => true;
     RegExp.prototype.test = () => true; RegExp.prototype.exec = () => ['127.0.0.1'];`,
  ],
  [
    'Reflect.apply, to take originals from calls that are allowed',
    `const stolen = []; const { apply } = Reflect;
     Reflect.apply = (fn, self, args) => { stolen.push(fn.name); return apply(fn, self, args); };
     const server = net.createServer((made) => made.destroy()).listen(dir + '/own/mine.sock'); await wait(20);
     await tryTo('own', () => socket(dir + '/own/mine.sock')); server.close();
     if (knocked[0] !== 'own OPEN' || stolen.includes('connect')) process.send([...knocked, ...stolen]);
     knocked.length = 0;`,
  ],
  [
    'the realm of the seal, by the functions that it made',
    `for (const fn of [net.Socket.prototype.connect, globalThis[Symbol.for('hermes.seal')].attempts, globalThis[Symbol.for('hermes.seal')].setContext]) {
       try { fn.constructor('String.prototype.startsWith = () => true; Array.prototype.some = () => true; WeakSet.prototype.has = () => true;')(); } catch {}
       try { Object.getPrototypeOf(globalThis[Symbol.for('hermes.seal')].attempts()).some = () => true; } catch {}
     }`,
  ],
  [
    'builtin modules, exports synchronised',
    `const native = fs.realpathSync.native;
     fs.realpathSync.native = fs.realpathSync = () => dir + '/own/real';
     const path = createRequire(import.meta.url)('node:path'); path.resolve = () => dir + '/own/real'; path.join = () => dir + '/own/real';
     syncBuiltinESMExports();
     process.cwd = () => dir + '/own'; process.chdir(elsewhere);
     await tryTo('relative', () => socket('foreign.sock'));
     knocked.length = knocked[0].includes('OPEN') ? 1 : 0;`,
  ],
  [
    'native bindings',
    `for (const name of ['fs', 'tcp_wrap', 'pipe_wrap', 'spawn_sync']) {
       try { const binding = process.binding(name); binding.realpath = () => dir + '/own/real'; process.send('binding ' + name); } catch {}
     }`,
  ],
  [
    'another copy of the seal, and its own entry again',
    `process.env.HERMES_SEAL = JSON.stringify({ ...globalThis[Symbol.for('hermes.seal')].policy, role: 'launcher', relayedPorts: [tcpPort], socketPrefixes: ['/'] });
     const again = await import(gen + 'seal.mjs?again'); again.sealFromEnvironment(); await again.proveSeal();
     const first = await import(gen + 'seal.mjs'); first.sealFromEnvironment(); await first.proveSeal();`,
  ],
  [
    'errors that run code of others',
    `Error.stackTraceLimit = 0; Error.prepareStackTrace = (error) => ({ error });
     Object.defineProperty(Error.prototype, 'layer', { set() { throw new Error('no layer'); }, get() { return undefined; }, configurable: true });`,
  ],
];

test.each(switches)('the seal cannot be switched off by %s', async (_name, code) => {
  const { messages, arrived, stderr, ledger } = await attack(`${code}\nawait knock();`);
  expect({ arrived, messages, stderr }).toEqual({
    arrived: 0,
    messages: [
      [
        expect.not.stringContaining('OPEN'),
        expect.not.stringContaining('OPEN'),
        expect.not.stringContaining('OPEN'),
      ],
    ],
    stderr: '',
  });
  const attempts = ledger.filter((entry) => entry.type === 'attempt').map((entry) => entry.api);
  expect(attempts).toEqual(expect.arrayContaining(['net.Socket.connect', 'TCP.connect']));
});

/** Routes beside the network: what must be refused, and be found in the ledger under this name. */
const routes: [name: string, api: string, code: string][] = [
  [
    'an OpenSSL engine',
    'crypto.setEngine',
    `(await import('node:crypto')).setEngine('/nonexistent/engine.so');`,
  ],
  [
    'a TLS private key engine',
    'tls privateKeyEngine',
    `(await import('node:tls')).createSecureContext({ privateKeyEngine: '/nonexistent/engine.so', privateKeyIdentifier: 'x' });`,
  ],
  [
    'a TLS client certificate engine, from the module below tls',
    'tls clientCertEngine',
    `process.getBuiltinModule('_tls_common').createSecureContext({ clientCertEngine: '/nonexistent/engine.so' });`,
  ],
  [
    'an SQLite extension',
    'sqlite.loadExtension',
    `const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(':memory:', { allowExtension: true }).loadExtension('/nonexistent/extension.so');`,
  ],
  ['its own memory', 'fs.open', `fs.openSync('/proc/self/mem', 'r+');`],
  [
    'its own memory, by a link',
    'fs.open',
    `fs.symlinkSync('/proc', dir + '/p'); await fs.promises.open(dir + '/p/thread-self/mem', 'r+');`,
  ],
  ['a hard link of a foreign socket', 'fs.link', `fs.linkSync(foreign, dir + '/own/x.sock');`],
  ['a foreign socket moved in', 'fs.rename', `await fs.promises.rename(foreign, dir + '/own/x.sock');`],
  [
    'a foreign folder in the place of its own',
    'fs.rename',
    `fs.renameSync(dir + '/own', dir + '/was'); fs.renameSync(elsewhere, dir + '/own');`,
  ],
  [
    'listening without a bind',
    'TCP.listen',
    `const made = new net.Socket().on("error", () => {}); made.connect({ port: 9, host: "127.0.0.1" }); const handle = new made._handle.constructor(1); if (handle.listen(1) !== 0) throw Object.assign(new Error(), { code: "EACCES" });`,
  ],
  [
    'hearing datagrams without a bind',
    'UDP.recvStart',
    `const made = (await import('node:dgram')).createSocket('udp4'); const state = Object.getOwnPropertySymbols(made).map((key) => made[key]).find((value) => value?.handle);
     const code = state.handle.recvStart(); made.close(); if (code !== 0) throw Object.assign(new Error(), { code: 'EACCES' });`,
  ],
];

test.each(routes)('an agent cannot use %s, and the attempt is recorded', async (_name, api, code) => {
  const { messages, stderr, ledger } = await attack(
    `try { ${code} process.send('done'); } catch (error) { process.send(error.code); }`,
  );
  expect({ messages, stderr }).toEqual({
    messages: [expect.stringMatching(/^(HERMES_SEAL_REFUSED|EACCES)$/)],
    stderr: expect.not.stringContaining('Error'),
  });
  expect(ledger.filter((entry) => entry.type === 'attempt').map((entry) => entry.api)).toContain(api);
});

test('a hard link that somebody else made leads to no foreign socket', async () => {
  await using directory = await createPrivateDirectory();
  const { linkSync } = await import('node:fs');
  linkSync(join(elsewhere.path, 'foreign.sock'), join(directory.path, 'x.sock'));
  const before = arrivals();
  const { messages } = await runSealed({
    role: 'agent',
    directory: directory.path,
    code: `import net from 'node:net';
      net.connect(${JSON.stringify(join(directory.path, 'x.sock'))}).on('connect', () => process.send('OPEN')).on('error', (error) => process.send(error.layer)).on('close', () => process.disconnect());`,
  });
  expect({ messages, arrived: arrivals() - before }).toEqual({ messages: ['socket'], arrived: 0 });
});

/** Ways in which a process that may start others could start one without the seal. `inner` connects and tells by its exit code: 0 when it got through. */
const children: [name: string, code: string][] = [
  [
    'an entry that is merely named like ours',
    `fs.writeFileSync(dir + '/seal-entry.mjs', '');
     const policy = JSON.stringify({ ...globalThis[Symbol.for('hermes.seal')].policy, parentPid: process.pid });
     run(['--import=file://' + dir + '/seal-entry.mjs', '-e', inner], { HERMES_SEAL: policy });`,
  ],
  [
    'our entry after code of somebody else, with a wide policy',
    `const policy = JSON.stringify({ ...globalThis[Symbol.for('hermes.seal')].policy, parentPid: process.pid });
     fs.writeFileSync(dir + '/first.cjs', inner.replaceAll('process.exit(7)', '0') + '; for (;;) process.getBuiltinModule("fs").readFileSync("/dev/null")');
     run(['--require=' + dir + '/first.cjs', '--import=' + gen + 'seal-entry.mjs', '-e', inner], { HERMES_SEAL: policy });`,
  ],
  [
    'NODE_OPTIONS in which our flags are mere text',
    `const flags = '--require=' + new URL(gen + 'seal-preload.mjs').pathname + ' --import=' + gen + 'seal-entry.mjs';
     run(['-e', inner], { NODE_OPTIONS: '--title="' + flags + '"' });`,
  ],
  [
    'a snapshot',
    `fs.writeFileSync(dir + '/snap.cjs', inner); run(['--snapshot_blob', dir + '/x.blob', '--build_snapshot', dir + '/snap.cjs'], {});`,
  ],
  [
    'an array that changes after it was looked at',
    `Array.prototype.splice = () => []; Array.prototype.some = () => true; run(['-e', inner], {});`,
  ],
];

test.each(children)('no child is without a seal by %s', async (_name, code) => {
  const { messages, arrived, stderr } = await attack(
    `import { spawnSync } from 'node:child_process';
     const inner = "require('node:net').connect(" + tcpPort + ", '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(7))";
     const run = (args, env) => process.send(spawnSync(process.execPath, args, { env, timeout: 3000, stdio: 'ignore' }).status !== 0);
     ${code}`,
    'run-host',
  );
  expect({ messages, arrived, stderr }).toEqual({ messages: [true], arrived: 0, stderr: '' });
});

test('a thread has the seal although its parent changes the environment that it asked to share', async () => {
  const { messages, arrived } = await attack(
    `import { Worker, SHARE_ENV } from 'node:worker_threads';
     const inner = "const { parentPort } = require('node:worker_threads'); require('node:net').connect(" + tcpPort + ", '127.0.0.1').on('connect', () => parentPort.postMessage('OPEN')).on('error', (error) => parentPort.postMessage(error.layer ?? error.code));";
     const worker = new Worker(inner, { eval: true, env: SHARE_ENV });
     process.env.HERMES_SEAL = JSON.stringify({ ...globalThis[Symbol.for('hermes.seal')].policy, role: 'launcher', relayedPorts: [tcpPort] });
     const [said] = await new Promise((ok) => worker.on('message', (text) => ok([text])).on('error', (error) => ok([error.message])));
     process.send(said);`,
    'run-host',
  );
  expect({ messages, arrived }).toEqual({ messages: ['socket'], arrived: 0 });
});
