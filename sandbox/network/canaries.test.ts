import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertSealed, demandedLayers } from './canaries.ts';
import { type CanaryListeners, openCanaryListeners } from './canary-listeners.ts';
import { SealPolicy } from './policy.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { policyOf, runSealed } from './sealed-child.fixture.ts';

let listeners: CanaryListeners;
beforeAll(async () => {
  listeners = await openCanaryListeners();
});
afterAll(async () => {
  await listeners[Symbol.asyncDispose]();
});

test('every layer of a sealed process refuses its own canary, and no listener hears anything', async () => {
  await using directory = await createPrivateDirectory();
  const canaries = listeners.targets;
  const { code, ledger } = await runSealed({ role: 'agent', directory: directory.path, code: '', canaries });
  expect(code).toBe(0);
  expect(
    ledger.map((entry) => entry.type === 'canary' && `${entry.layer} ${entry.result} ${entry.detail}`),
  ).toEqual([
    'nock refused http: ENETUNREACH',
    'socket refused tcp: HERMES_SEAL_REFUSED',
    'socket refused udp: HERMES_SEAL_REFUSED',
    'socket refused dns: HERMES_SEAL_REFUSED',
    'handle refused tcp: EACCES',
    'handle refused udp: EACCES',
    'handle refused dns: EACCES',
    'process refused child: HERMES_SEAL_REFUSED',
    'files absent read: files of the user are there',
    'kernel absent level process: no namespace of its own',
    'mount absent level process: no namespace of its own',
  ]);
  expect(Object.values(listeners.arrivals()).every((count) => count === 0)).toBe(true);
});

/** Puts back an original by the way a fault would, after the seal was installed, and fires the canaries. */
const broken: [layer: string, fault: string, result: RegExp][] = [
  [
    'nock',
    `(await import(${JSON.stringify(import.meta.resolve('nock'))})).default.restore()`,
    /nock layer did not refuse its canary \(http/,
  ],
  [
    'socket',
    'net.Socket.prototype.connect = originals.connect',
    /the socket layer did not refuse its canary \(tcp/,
  ],
  [
    'socket',
    'dgram.Socket.prototype.send = originals.send; dgram.Socket.prototype.bind = originals.bind',
    /the socket layer did not refuse its canary \(udp/,
  ],
  [
    'socket',
    'dns.Resolver.prototype.resolve4 = originals.resolve4',
    /the socket layer did not refuse its canary \(dns/,
  ],
  [
    'handle',
    'natives.tcp.connect = originals.tcpConnect',
    /got through the handle layer \(tcp: reached its listener\)/,
  ],
  [
    'handle',
    'natives.udp.bind = originals.udpBind; natives.udp.send = originals.udpSend',
    /got through the handle layer \(udp/,
  ],
  ['handle', 'natives.resolver.queryA = originals.queryA', /got through the handle layer \(dns/],
];

test.each(broken)(
  'a %s layer without its patch does not go unnoticed: %s',
  async (_layer, fault, message) => {
    await using directory = await createPrivateDirectory();
    await using own = await openCanaryListeners();
    const at = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const policy = policyOf({ role: 'agent', directory: directory.path, canaries: own.targets });
    const code = `
    import net from 'node:net'; import dgram from 'node:dgram'; import dns from 'node:dns';
    import { installSeal } from ${at('./seal.ts')};
    import { assertSealed } from ${at('./canaries.ts')};
    import { nativePrototypes } from ${at('./native-handles.ts')};
    const natives = nativePrototypes();
    const originals = { connect: net.Socket.prototype.connect, send: dgram.Socket.prototype.send, bind: dgram.Socket.prototype.bind,
      resolve4: dns.Resolver.prototype.resolve4, tcpConnect: natives.tcp.connect, udpBind: natives.udp.bind,
      udpSend: natives.udp.send, queryA: natives.resolver.queryA };
    const seal = installSeal(${JSON.stringify({ ...policy, ledgerDir: null })});
    ${fault};
    const results = await seal.runCanaries();
    try { assertSealed(seal.policy, results); process.send('sealed'); } catch (error) { process.send(error.message); }
    process.disconnect();`;
    const { messages, stderr } = await runSealed({
      role: 'agent',
      directory: directory.path,
      code,
      isUnsealed: true,
    });
    expect({ message: messages[0], stderr }).toEqual({ message: expect.stringMatching(message), stderr: '' });
  },
);

test('a process that cannot prove a layer it must have ends with exit code 4 before its program runs', async () => {
  await using directory = await createPrivateDirectory();
  await using own = await openCanaryListeners();
  const { code, messages, stderr } = await runSealed({
    role: 'agent',
    directory: directory.path,
    code: `process.send('ran'); process.disconnect();`,
    canaries: own.targets,
    forceKernel: true,
  });
  expect({ code, messages }).toEqual({ code: 4, messages: [] });
  expect(stderr).toContain('HERMES_SEAL_BROKEN');
  expect(stderr).toContain('got through the kernel layer (tcp: reached its listener)');
});

test('layers are demanded by policy: nock where it is used, the kernel where a namespace was made', () => {
  const policy = (more: object) =>
    SealPolicy.parse({ ...policyOf({ role: 'agent', directory: '/tmp' }), ...more });
  expect(demandedLayers(policy({}))).toEqual(['nock', 'socket', 'handle', 'process']);
  expect(demandedLayers(policy({ useNock: false, kernel: true }))).toEqual([
    'socket',
    'handle',
    'process',
    'kernel',
  ]);
  const proven = policy({ canaries: listeners.targets });
  expect(() => assertSealed(proven, [])).toThrow('the nock layer did not refuse its canary (none fired)');
});
