import { isIP } from 'node:net';
import type { Guard } from './guard.ts';
import { accessDenied, nativeBinding, type NativePrototypes } from './native-handles.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';

/**
 * The native methods behind all public functions refuse with EACCES: the last place that JavaScript reaches, for code that
 * kept an original from before, goes through `process.binding`, or builds handles by hand.
 */
export function installHandleLayer(guard: Guard, natives: NativePrototypes): Undo {
  return undoAll([
    ...streamGuards(guard, natives),
    ...datagramGuards(guard, natives.udp),
    ...nameGuards(guard, natives.resolver),
  ]);
}

function streamGuards(guard: Guard, { tcp, pipe }: NativePrototypes): Undo[] {
  const deny = denier(guard);
  const bound = boundHandles(guard);
  return [
    ...['connect', 'connect6'].map((name) =>
      deny(tcp, name, { api: `TCP.${name}`, allows: ([, host, port]) => guard.allowsTcp(host, port) }),
    ),
    ...['bind', 'bind6'].map((name) => deny(tcp, name, { api: `TCP.${name}`, allows: bound.bind })),
    // Without a bind before it, this listens on every address.
    deny(tcp, 'listen', { api: 'TCP.listen', allows: bound.has }),
    deny(tcp, 'open', { api: 'TCP.open', allows: () => guard.policy.role === 'launcher' }),
    patchFunction(pipe, 'connect', (call) => onSocket(guard, call, { api: 'Pipe.connect', at: 1 })),
    patchFunction(pipe, 'bind', (call) => onSocket(guard, call, { api: 'Pipe.bind', at: 0 })),
  ];
}

/** The kernel gets the path that was checked, not the one that was given: that may lead elsewhere a moment later. */
function onSocket(guard: Guard, call: Call, { api, at }: { api: string; at: number }): unknown {
  if (guard.isAside(call.self)) return call.proceed();
  const path = guard.socketPath(call.args[at]);
  if (path !== null) return call.proceed(call.args.map((arg, index) => (index === at ? path : arg)));
  guard.refuse('handle', api, describe(call.args));
  return accessDenied();
}

/** Handles that were bound to an address on which this process may listen. */
function boundHandles(guard: Guard): Record<'bind' | 'has', Denial['allows']> {
  const bound = new WeakSet<object>();
  return {
    bind([host], self) {
      if (!guard.allowsListening(host)) return false;
      bound.add(self as object);
      return true;
    },
    has: (_, self) => bound.has(self as object),
  };
}

function datagramGuards(guard: Guard, udp: object): Undo[] {
  const deny = denier(guard);
  const bound = boundHandles(guard);
  const sending = ['send', 'send6', 'connect', 'connect6', 'open'];
  return [
    ...sending.map((name) => deny(udp, name, { api: `UDP.${name}`, allows: never })),
    ...['bind', 'bind6'].map((name) => deny(udp, name, { api: `UDP.${name}`, allows: bound.bind })),
    deny(udp, 'recvStart', { api: 'UDP.recvStart', allows: bound.has }),
    ...['addMembership', 'addSourceSpecificMembership'].map((name) =>
      deny(udp, name, { api: `UDP.${name}`, allows: never }),
    ),
  ];
}

function nameGuards(guard: Guard, resolver: object): Undo[] {
  const deny = denier(guard);
  const queries = Object.getOwnPropertyNames(resolver).filter((name) => /^(query|getHostByAddr)/.test(name));
  const binding = nativeBinding('cares_wrap');
  const undos = queries.map((name) => deny(resolver, name, { api: `ChannelWrap.${name}`, allows: never }));
  if (binding === null) return undos;
  return [
    ...undos,
    deny(binding, 'getnameinfo', { api: 'cares.getnameinfo', allows: never }),
    patchFunction(binding, 'getaddrinfo', (call) => getaddrinfo(guard, call)),
  ];
}

/** libc's look-up may ask a name server, so only literals pass and `localhost` becomes one. */
function getaddrinfo(guard: Guard, call: Call): unknown {
  const [request, host, family, ...rest] = call.args;
  if (typeof host === 'string' && isIP(host) !== 0) return call.proceed();
  if (host === 'localhost')
    return call.proceed([request, family === 6 ? '::1' : '127.0.0.1', family, ...rest]);
  guard.refuse('handle', 'cares.getaddrinfo', `dns ${String(host)}`);
  return accessDenied();
}

interface Denial {
  api: string;
  allows: (args: unknown[], self: unknown) => boolean;
}

const never = (): boolean => false;

function denier(guard: Guard): (owner: object, key: string, denial: Denial) => Undo {
  const denied = accessDenied();
  return (owner, key, { api, allows }) =>
    patchFunction(owner, key, (call) => {
      if (guard.isAside(call.self) || allows(call.args, call.self)) return call.proceed();
      guard.refuse('handle', api, describe(call.args));
      return denied;
    });
}

function describe(args: unknown[]): string {
  return args
    .filter((arg) => typeof arg === 'string' || typeof arg === 'number')
    .map((arg) => String(arg).replaceAll('\0', '@'))
    .join(':');
}
