import type { CanaryTargets } from './policy.ts';

/** Where the routes of a process under test are tried. */
export type EgressPlace = 'main' | 'thread' | 'grandchild' | 'isolate';

/** What the sources of routes see as `t`. */
export interface EgressTargets {
  tcp: number;
  http: number;
  udp: number;
  dns: number;
  abstract: string | null;
  foreign: string | null;
  late: string;
  dir: string;
  script: string;
  /** A module loader that connects when it is loaded. */
  loader: string;
  helper: string | null;
  addon: string | null;
  /** A segment of System V shared memory. */
  shm: string | null;
}

export function egressTargets(
  targets: CanaryTargets,
  more: Pick<EgressTargets, 'late' | 'dir' | 'script' | 'loader' | 'helper' | 'addon' | 'shm'>,
): EgressTargets {
  const { tcpPort, httpPort, udpPort, dnsPort, abstractSocket, foreignSocket } = targets;
  const ports = { tcp: tcpPort, http: httpPort, udp: udpPort, dns: dnsPort };
  return { ...ports, abstract: abstractSocket, foreign: foreignSocket, ...more };
}

/** Replaces the machine's resolver below the seal, so that a broken seal is seen without anybody being asked. */
export const resolverSpy = `
const binding = process.binding('cares_wrap');
globalThis.lookups = 0;
for (const name of ['getaddrinfo', 'getnameinfo']) binding[name] = () => { globalThis.lookups += 1; return -13; };
`;

/** Tries the routes that come as messages, one after the other. */
export const runner = `
import { parentPort } from 'node:worker_threads';
const AsyncFunction = (async () => {}).constructor;
const send = (message) => parentPort ? parentPort.postMessage(message) : process.send(message);
const describe = (error) => String(error?.layer ?? error?.cause?.layer ?? error?.code ?? error?.cause?.code ?? error?.message ?? error);
let fail = () => {};
process.on('uncaughtException', (error) => fail(error));
(parentPort ?? process).on('message', async ({ name, source, helpers, t }) => {
  const before = globalThis.lookups ?? 0;
  const uncaught = new Promise((_, no) => { fail = no; });
  const silent = new Promise((ok) => setTimeout(ok, 4000, 'silent'));
  let outcome;
  try {
    outcome = await Promise.race([new AsyncFunction('t', helpers + source)(t), uncaught, silent]) ?? 'finished';
  } catch (error) {
    const isBroken = error instanceof SyntaxError || (error instanceof TypeError && !error.cause && error.code !== 'ERR_INVALID_URL');
    outcome = (isBroken ? 'broken: ' : 'refused: ') + describe(error);
  }
  send({ name, outcome, lookups: (globalThis.lookups ?? 0) - before });
});
send('up');
`;

/** Puts the runner into a thread or a forked process, and passes messages on. */
export function relayTo(place: 'thread' | 'grandchild', path: string): string {
  const start =
    place === 'thread'
      ? `const { Worker } = await import('node:worker_threads'); const inner = new Worker(${JSON.stringify(path)}); const pass = (m) => inner.postMessage(m);`
      : `const { fork } = await import('node:child_process'); const inner = fork(${JSON.stringify(path)}, [], { env: {}, execArgv: [] }); const pass = (m) => inner.send(m);`;
  return `${start} inner.on('message', (m) => process.send(m)); process.on('message', pass);
    process.on('disconnect', () => place === 'thread' ? inner.terminate() : inner.kill('SIGKILL')); const place = ${JSON.stringify(place)};`;
}

/** Runs the sources inside an isolate of isolated-vm, as an agent's program would be. */
export function isolateRunner(isolatedVm: string): string {
  return `
    import ivm from ${JSON.stringify(isolatedVm)};
    process.on('message', ({ name, source, helpers, t }) => {
      const isolate = new ivm.Isolate({ memoryLimit: 32 });
      try {
        const context = isolate.createContextSync();
        const code = '(async (t) => {' + helpers + source + '})(' + JSON.stringify(t) + ').then((v) => { globalThis.seen = String(v ?? "finished"); }, (e) => { globalThis.seen = "refused: " + e.name; }); 0';
        context.evalSync(code, { timeout: 1000 });
        const outcome = context.evalSync('String(globalThis.seen)', { timeout: 1000 });
        process.send({ name, outcome, lookups: 0 });
      } catch (error) {
        process.send({ name, outcome: 'refused: ' + error.message, lookups: 0 });
      } finally {
        isolate.dispose();
      }
    });
    process.send('up');`;
}
