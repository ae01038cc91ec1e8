import { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import inspector from 'node:inspector';
import module from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { nativeBinding, type NativePrototypes, nativePrototypes } from './native-handles.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { currentSeal, installSeal, type Seal } from './seal.ts';
import { policyOf, runSealed } from './sealed-child.fixture.ts';

let seal: Seal | null = null;
afterEach(() => {
  seal?.dispose();
  seal = null;
});

/** Every function that the seal may replace, by place and name. */
function functions(natives: NativePrototypes): Map<string, unknown> {
  const places: Record<string, object> = {
    http,
    https,
    net,
    dns,
    module,
    inspector,
    workerThreads,
    process,
    globalThis,
    dnsPromises: dns.promises,
    socket: net.Socket.prototype,
    server: net.Server.prototype,
    dgram: dgram.Socket.prototype,
    resolver: dns.Resolver.prototype,
    promiseResolver: dns.promises.Resolver.prototype,
    child: ChildProcess.prototype,
    worker: workerThreads.Worker.prototype,
    webSocket: globalThis.WebSocket.prototype,
    clientRequest: http.ClientRequest.prototype,
    tcp: natives.tcp,
    pipe: natives.pipe,
    udp: natives.udp,
    cares: natives.resolver,
    spawn: natives.process,
    caresBinding: nativeBinding('cares_wrap') ?? {},
    spawnBinding: nativeBinding('spawn_sync') ?? {},
    inspectorBinding: nativeBinding('inspector') ?? {},
  };
  const found = new Map<string, unknown>();
  for (const [label, place] of Object.entries(places)) {
    for (const key of Object.getOwnPropertyNames(place)) {
      const value = Object.getOwnPropertyDescriptor(place, key)?.value as unknown;
      if (typeof value === 'function') found.set(`${label}.${key}`, value);
    }
  }
  return found;
}

test('after dispose every patched function is the original again', () => {
  void [globalThis.WebSocket, globalThis.fetch];
  const natives = nativePrototypes();
  const before = functions(natives);
  seal = installSeal({ ...policyOf({ role: 'agent', directory: '/tmp/none' }), ledgerDir: null });
  const during = functions(natives);
  const patched = [...before].filter(([name, value]) => during.get(name) !== value).map(([name]) => name);
  seal.dispose();
  const after = functions(natives);
  expect(patched).toEqual(
    expect.arrayContaining([
      'http.request',
      'http.get',
      'http.ClientRequest',
      'https.request',
      'https.get',
      'globalThis.fetch',
      'globalThis.WebSocket',
      'socket.connect',
      'server.listen',
      'dgram.send',
      'dns.lookup',
      'dns.resolve4',
      'dnsPromises.lookup',
      'resolver.resolve4',
      'promiseResolver.resolve4',
      'tcp.connect',
      'pipe.connect',
      'udp.send',
      'cares.queryA',
      'caresBinding.getaddrinfo',
      'spawn.spawn',
      'spawnBinding.spawn',
      'child.spawn',
      'process.execve',
      'process.dlopen',
      'module.register',
      'inspector.open',
      'workerThreads.Worker',
      'worker.constructor',
      'webSocket.constructor',
    ]),
  );
  expect([...after].filter(([name, value]) => before.get(name) !== value)).toEqual([]);
  expect([...before].filter(([name]) => !after.has(name))).toEqual([]);
  expect(currentSeal()).toBeNull();
});

test('a process is sealed once; a second seal is an error', () => {
  const policy = { ...policyOf({ role: 'agent', directory: '/tmp/none' }), ledgerDir: null };
  seal = installSeal(policy);
  expect(currentSeal()?.policy).toBe(seal.policy);
  expect(() => installSeal(policy)).toThrow('HERMES_SEAL_POLICY');
});

test('a refused attempt is recorded with layer, API, target and the line that tried', async () => {
  seal = installSeal({
    ...policyOf({ role: 'agent', directory: '/tmp/none' }),
    ledgerDir: null,
    task: 'micro-001',
  });
  const error = await new Promise<Error>((resolve) =>
    net.connect({ host: '127.0.0.1', port: 9 }).on('error', resolve),
  );
  expect(error).toMatchObject({ code: 'HERMES_SEAL_REFUSED', layer: 'socket', target: 'tcp 127.0.0.1:9' });
  expect(seal.attempts()).toMatchObject([
    {
      layer: 'socket',
      api: 'net.Socket.connect',
      target: 'tcp 127.0.0.1:9',
      task: 'micro-001',
      origin: 'ours',
    },
  ]);
  expect(seal.attempts()[0]?.stack).toMatch(/sandbox\/network\/seal\.test\.ts:\d+/);
  expect(seal.attempts()[0]?.stack).not.toContain(process.cwd());
});

test('nock is pinned to 14.0.17, because from 15.0.1 a process that imports it cannot open a gRPC connection', async () => {
  const { default: nockPackage } = await import('nock/package.json', { with: { type: 'json' } });
  const { default: ours } = await import('../../package.json', { with: { type: 'json' } });
  expect(nockPackage.version).toBe('14.0.17');
  expect(ours.dependencies.nock).toBe('14.0.17');
});

test('gRPC over a Unix socket of the run answers in a sealed process, and elsewhere it does not', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import grpc from ${JSON.stringify(import.meta.resolve('@grpc/grpc-js'))};
    const same = (bytes) => bytes;
    const ping = { path: '/t.T/Ping', requestStream: false, responseStream: false, requestSerialize: same,
      requestDeserialize: same, responseSerialize: same, responseDeserialize: same };
    const Client = grpc.makeGenericClientConstructor({ ping }, 'T');
    const server = new grpc.Server();
    server.addService({ ping }, { ping: (call, done) => done(null, Buffer.from('pong ' + call.request)) });
    const inside = ${JSON.stringify(`unix:${directory.path}/grpc.sock`)};
    await new Promise((ok, no) => server.bindAsync(inside, grpc.ServerCredentials.createInsecure(), (e) => e ? no(e) : ok()));
    const ask = (address, ms) => new Promise((ok) => {
      const client = new Client(address, grpc.credentials.createInsecure());
      client.ping(Buffer.from('1'), { deadline: Date.now() + ms }, (error, answer) => {
        client.close();
        ok(error ? error.code : String(answer));
      });
    });
    process.send([await ask(inside, 5000), await ask('unix:/nonexistent/other.sock', 500), await ask('127.0.0.1:9', 500)]);
    server.forceShutdown();
    process.disconnect();`;
  for (const role of ['agent', 'sandbox'] as const) {
    const { messages, stderr } = await runSealed({ role, directory: directory.path, code });
    expect({ messages, stderr }).toEqual({ messages: [['pong 1', 14, 14]], stderr: '' });
  }
});

test('HTTP over a Unix socket of the run passes nock, while TCP to localhost:80 stays refused', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import http from 'node:http';
    const socketPath = ${JSON.stringify(`${directory.path}/http.sock`)};
    const server = http.createServer((request, response) => response.end('hello ' + request.url));
    await new Promise((ok) => server.listen(socketPath, ok));
    const get = (options) => new Promise((ok) => {
      const request = http.get(options, async (response) => ok((await response.toArray()).join('')));
      request.on('error', (error) => ok(error.name + ' ' + error.code));
    });
    process.send([
      await get({ socketPath, path: '/a' }),
      await get({ host: 'localhost', port: 80, path: '/' }),
      await get('http://localhost/'),
      await get({ socketPath: '/nonexistent/foreign.sock', path: '/' }),
    ]);
    server.close();
    process.disconnect();`;
  const { messages, ledger } = await runSealed({ role: 'agent', directory: directory.path, code });
  const refused = 'NetConnectNotAllowedError ENETUNREACH';
  expect(messages).toEqual([['hello /a', refused, refused, refused]]);
  expect(
    ledger.filter((entry) => entry.type === 'attempt').map((entry) => `${entry.layer} ${entry.api}`),
  ).toEqual(['nock http.get', 'nock http.get', 'nock http.get']);
});

test('messages that arrive while the seal is being proven are not lost', async () => {
  await using directory = await createPrivateDirectory();
  const { spawnNode } = await import('../launch/launch.ts');
  const { sealedLaunch } = await import('./sealed-launch.ts');
  const { writeFileSync } = await import('node:fs');
  const path = `${directory.path}/echo.mjs`;
  writeFileSync(
    path,
    `process.on('message', (m) => { process.send(m); if (m === 3) process.disconnect(); });`,
  );
  const launch = sealedLaunch(policyOf({ role: 'agent', directory: directory.path }), { namespace: false });
  const child = spawnNode(launch, { path, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const got: unknown[] = [];
  child.on('message', (message) => got.push(message));
  for (const number of [1, 2, 3]) child.send(number);
  await new Promise((resolve) => child.once('close', resolve));
  expect(got).toEqual([1, 2, 3]);
});
