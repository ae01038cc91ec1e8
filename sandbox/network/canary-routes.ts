import { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { Resolver } from 'node:dns';
import { Socket } from 'node:net';
import type { Guard } from './guard.ts';
import { datagramHandle } from './native-handles.ts';
import type { AnyFunction } from './patch.ts';
import { type CanaryTargets, sealVariable } from './policy.ts';
import type { SealLayer } from './refusal.ts';

/**
 * `mount`: whether path-named Unix sockets outside the run are hidden; told, not demanded (docs/hermeticity.md). `files`: whether an agent reads a file of the user that
 * is none of its business; demanded where it has a root of its own.
 */
export type CanaryLayer = SealLayer | 'mount' | 'files';

/** Functions as they were before the seal: the way around the layers above the one under test. */
export interface CanaryOriginals {
  socketConnect: AnyFunction;
  datagramSend: AnyFunction;
  datagramBind: AnyFunction;
  resolve4: AnyFunction;
}

/** What firing one canary showed: whether it reached its listener, and how it was stopped if not. */
export interface CanaryOutcome {
  reached: boolean;
  detail: string;
}

export interface CanaryRoute {
  layer: CanaryLayer;
  name: string;
  fire: () => Promise<CanaryOutcome>;
}

const deadlineMs = 2000;

/** Every canary that this policy demands. */
export function canaryRoutes(
  guard: Guard,
  originals: CanaryOriginals,
  targets: CanaryTargets,
): CanaryRoute[] {
  const { policy } = guard;
  const host = '127.0.0.1';
  const tcp = { host, port: targets.tcpPort };
  const publicConnect = Reflect.get(Socket.prototype, 'connect') as AnyFunction;
  const publicResolve = Reflect.get(Resolver.prototype, 'resolve4') as AnyFunction;
  const routes: CanaryRoute[] = [
    { layer: 'socket', name: 'tcp', fire: () => connect(publicConnect, tcp) },
    { layer: 'socket', name: 'udp', fire: () => sendPublic(targets.udpPort) },
    { layer: 'socket', name: 'dns', fire: () => resolve(targets.dnsPort, publicResolve) },
    { layer: 'handle', name: 'tcp', fire: () => connect(originals.socketConnect, tcp) },
    { layer: 'handle', name: 'udp', fire: () => sendOriginal(originals, targets.udpPort) },
    { layer: 'handle', name: 'dns', fire: () => resolve(targets.dnsPort, originals.resolve4) },
    { layer: 'process', name: 'child', fire: () => startChild() },
  ];
  if (policy.useNock) routes.unshift({ layer: 'nock', name: 'http', fire: () => request(targets.httpPort) });
  if (policy.role === 'agent' && targets.foreignFile !== null) {
    const path = targets.foreignFile;
    routes.push({ layer: 'files', name: 'read', fire: () => readForeign(path) });
  }
  if (policy.kernel) routes.push(...kernelRoutes(guard, originals, targets));
  return routes;
}

function kernelRoutes(guard: Guard, originals: CanaryOriginals, targets: CanaryTargets): CanaryRoute[] {
  const raw = (to: Address) => () => connect(originals.socketConnect, to, guard);
  const host = '127.0.0.1';
  const { abstractSocket, foreignSocket } = targets;
  return [
    { layer: 'kernel', name: 'tcp', fire: raw({ host, port: targets.tcpPort }) },
    { layer: 'kernel', name: 'http', fire: raw({ host, port: targets.httpPort }) },
    { layer: 'kernel', name: 'udp', fire: () => sendOriginal(originals, targets.udpPort, guard) },
    { layer: 'kernel', name: 'dns', fire: () => resolve(targets.dnsPort, originals.resolve4, guard) },
    ...(abstractSocket === null
      ? []
      : [{ layer: 'kernel', name: 'abstract', fire: raw({ path: `\0${abstractSocket}` }) } as const]),
    ...(foreignSocket === null
      ? []
      : [{ layer: 'mount', name: 'unix', fire: raw({ path: foreignSocket }) } as const]),
  ];
}

type Address = { host: string; port: number } | { path: string };

function readForeign(path: string): Promise<CanaryOutcome> {
  try {
    readFileSync(path);
    return Promise.resolve({ reached: true, detail: 'files of the user are there' });
  } catch (error) {
    return Promise.resolve({ reached: false, detail: describe(error) });
  }
}

function request(port: number): Promise<CanaryOutcome> {
  return settle((done) => {
    const get = process
      .getBuiltinModule('node:http')
      .get({ host: '127.0.0.1', port, path: '/canary', agent: false }, (response) => {
        response.destroy();
        done(null);
      });
    get.on('error', done);
    return () => get.destroy();
  });
}

/** With a guard the handle layer stands aside, so that the call reaches the kernel. */
function connect(method: AnyFunction, to: Address, aside?: Guard): Promise<CanaryOutcome> {
  return settle((done) => {
    const socket = new Socket();
    socket.on('error', done).on('connect', () => done(null));
    const call = (): unknown => Reflect.apply(method, socket, [to]);
    if (aside === undefined) call();
    else aside.standAside(call);
    exempt(aside, Reflect.get(socket, '_handle'));
    return () => socket.destroy();
  });
}

function sendPublic(port: number): Promise<CanaryOutcome> {
  return settle((done) => {
    const socket = createSocket('udp4').on('error', done);
    socket.send('canary', port, '127.0.0.1', done);
    return () => socket.close();
  });
}

function sendOriginal(originals: CanaryOriginals, port: number, aside?: Guard): Promise<CanaryOutcome> {
  return settle((done) => {
    const socket = createSocket('udp4').on('error', done);
    exempt(aside, datagramHandle(socket));
    socket.once('listening', () => {
      Reflect.apply(originals.datagramSend, socket, ['canary', port, '127.0.0.1', done]);
    });
    Reflect.apply(originals.datagramBind, socket, [{ port: 0 }]);
    return () => socket.close();
  });
}

/** An answer of any kind, NXDOMAIN too, means that the name server was reached. */
function resolve(port: number, method: AnyFunction, aside?: Guard): Promise<CanaryOutcome> {
  return settle((done) => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    exempt(aside, Reflect.get(resolver, '_handle'));
    resolver.setServers([`127.0.0.1:${port}`]);
    const answer = (error: NodeJS.ErrnoException | null): void => {
      done(error !== null && error.code !== 'ENOTFOUND' && error.code !== 'ETIMEOUT' ? error : null);
    };
    Reflect.apply(method, resolver, ['canary.invalid', answer]);
    return () => resolver.cancel();
  });
}

/**
 * Starts a program that does not exist. The layer holds when it refuses, or, in a role that may start children, when it has
 * put the seal into the environment that the child would have got.
 */
function startChild(): Promise<CanaryOutcome> {
  const envPairs: string[] = [];
  const inherits = (): boolean => envPairs.some((pair) => pair.startsWith(`${sealVariable}=`));
  return settle((done) => {
    const child = new ChildProcess().on('error', () =>
      done(inherits() ? new Error('a child inherits the seal') : null),
    );
    const file = '/nonexistent/hermes-canary';
    Reflect.apply(Reflect.get(child, 'spawn') as AnyFunction, child, [
      { file, args: [file], envPairs, stdio: 'ignore' },
    ] as never[]);
    return () => {};
  });
}

function exempt(guard: Guard | undefined, handle: unknown): void {
  if (guard !== undefined && typeof handle === 'object' && handle !== null) guard.exempt.add(handle);
}

/** Runs one knock until it reports null (reached) or an error (stopped); silence until the deadline counts as reached. */
function settle(start: (done: (error: unknown) => void) => () => void): Promise<CanaryOutcome> {
  return new Promise((resolveOutcome) => {
    const timer = setTimeout(
      () => finish({ reached: true, detail: `no refusal in ${deadlineMs} ms` }),
      deadlineMs,
    );
    let stop = (): void => {};
    function finish(outcome: CanaryOutcome): void {
      clearTimeout(timer);
      resolveOutcome(outcome);
      queueMicrotask(() => stop());
    }
    try {
      stop = start((error) =>
        finish(
          error === null || error === undefined
            ? { reached: true, detail: 'reached its listener' }
            : { reached: false, detail: describe(error) },
        ),
      );
    } catch (error) {
      finish({ reached: false, detail: describe(error) });
    }
  });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.message;
}
