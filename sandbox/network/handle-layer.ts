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
  const host = (args: unknown[]) => guard.allowsListening(args[0]);
  return [
    ...['connect', 'connect6'].map((name) =>
      deny(tcp, name, { api: `TCP.${name}`, allows: ([, host, port]) => guard.allowsTcp(host, port) }),
    ),
    ...['bind', 'bind6'].map((name) => deny(tcp, name, { api: `TCP.${name}`, allows: host })),
    deny(tcp, 'open', { api: 'TCP.open', allows: () => guard.policy.role === 'launcher' }),
    deny(pipe, 'connect', { api: 'Pipe.connect', allows: (args) => guard.allowsSocket(args[1]) }),
    deny(pipe, 'bind', { api: 'Pipe.bind', allows: (args) => guard.allowsSocket(args[0]) }),
  ];
}

function datagramGuards(guard: Guard, udp: object): Undo[] {
  const deny = denier(guard);
  const sending = ['send', 'send6', 'connect', 'connect6', 'open'];
  const host = (args: unknown[]) => guard.allowsListening(args[0]);
  return [
    ...sending.map((name) => deny(udp, name, { api: `UDP.${name}`, allows: never })),
    ...['bind', 'bind6'].map((name) => deny(udp, name, { api: `UDP.${name}`, allows: host })),
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
  allows: (args: unknown[]) => boolean;
}

const never = (): boolean => false;

function denier(guard: Guard): (owner: object, key: string, denial: Denial) => Undo {
  const denied = accessDenied();
  return (owner, key, { api, allows }) =>
    patchFunction(owner, key, (call) => {
      if (guard.isAside(call.self) || allows(call.args)) return call.proceed();
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
