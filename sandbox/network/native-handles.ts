import { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns';
import { Socket } from 'node:net';
import { getSystemErrorMap } from 'node:util';

/** Prototypes of libuv's and c-ares' handles: every JavaScript route to the network ends in one of their methods. */
export interface NativePrototypes {
  tcp: object;
  pipe: object;
  udp: object;
  resolver: object;
  process: object;
}

/**
 * Finds the prototypes through handles that public classes carry, so that it works under `--permission`, where
 * `process.binding` is denied. Nothing is sent: the TCP handle is dropped before its connect, which Node defers.
 */
export function nativePrototypes(): NativePrototypes {
  return {
    tcp: handleOfSocket({ host: '127.0.0.1', port: 9 }),
    pipe: handleOfSocket({ path: '/nonexistent/hermes-seal' }),
    udp: datagramPrototype(),
    resolver: prototypeOf(Reflect.get(new Resolver(), '_handle')),
    process: prototypeOf(Reflect.get(new ChildProcess(), '_handle')),
  };
}

/** A native binding by name, or null where Node denies it (`--permission`). */
export function nativeBinding(name: string): object | null {
  try {
    const binding: unknown = Reflect.get(process, 'binding');
    if (typeof binding !== 'function') return null;
    const found: unknown = Reflect.apply(binding, process, [name]);
    return typeof found === 'object' ? found : null;
  } catch {
    return null;
  }
}

/** libuv's number for EACCES on this platform: what a refused native call returns. */
export function accessDenied(): number {
  for (const [number, [name]] of getSystemErrorMap()) if (name === 'EACCES') return number;
  return -13;
}

/** The libuv handle inside a dgram socket. */
export function datagramHandle(socket: object): object {
  for (const key of Object.getOwnPropertySymbols(socket)) {
    const state: unknown = Reflect.get(socket, key);
    const handle: unknown = isObject(state) ? Reflect.get(state, 'handle') : null;
    if (isObject(handle)) return handle;
  }
  throw new TypeError('a dgram socket without a handle: this Node version is not known to the seal');
}

function handleOfSocket(target: { host: string; port: number } | { path: string }): object {
  const socket = new Socket();
  socket.on('error', () => {});
  socket.connect(target);
  const handle: unknown = Reflect.get(socket, '_handle');
  socket.destroy();
  return prototypeOf(handle);
}

function datagramPrototype(): object {
  const socket = createSocket('udp4');
  const prototype = prototypeOf(datagramHandle(socket));
  socket.close();
  return prototype;
}

function prototypeOf(handle: unknown): object {
  const prototype: unknown = isObject(handle) ? Object.getPrototypeOf(handle) : null;
  if (isObject(prototype)) return prototype;
  throw new TypeError('a native handle is missing: this Node version is not known to the seal');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
