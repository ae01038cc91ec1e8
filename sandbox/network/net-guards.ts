import { Server, Socket } from 'node:net';
import type { Guard } from './guard.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';

/** Guards under net, tls, http, https, http2 and fetch: they all connect through `net.Socket` and listen through `net.Server`. */
export function installNetGuards(guard: Guard): Undo {
  return undoAll([
    patchFunction(Socket.prototype, 'connect', (call) => connect(guard, call)),
    patchFunction(Server.prototype, 'listen', (call) => listen(guard, call)),
  ]);
}

function connect(guard: Guard, call: Call): unknown {
  const target = connectTarget(call.args);
  const allowed =
    'path' in target ? guard.allowsSocket(target.path) : guard.allowsTcp(target.host, target.port);
  if (allowed) return call.proceed();
  const refusal = guard.refuse('socket', 'net.Socket.connect', describe(target));
  const socket = call.self as Socket;
  // Queued before Node queues its own connecting, which does nothing on a destroyed socket: until then this one looks like
  // any connecting socket (http2 takes one without a handle for connected).
  process.nextTick(() => socket.destroy(refusal));
  return call.proceed([{ host: '127.0.0.1', port: 9 }]);
}

function listen(guard: Guard, call: Call): unknown {
  const target = connectTarget(call.args);
  const allowed = 'path' in target ? guard.allowsSocket(target.path) : guard.allowsListening(target.host);
  if (allowed) return call.proceed();
  const refusal = guard.refuse('socket', 'net.Server.listen', describe(target));
  const server = call.self as Server;
  process.nextTick(() => server.emit('error', refusal));
  return server;
}

type Target = { path: string } | { host: unknown; port: unknown };

/** Reads every form of arguments that `connect` and `listen` take, Node's own pre-normalised array included. */
function connectTarget(args: unknown[]): Target {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const options = first as { path?: unknown; host?: unknown; port?: unknown; fd?: unknown };
    if (typeof options.path === 'string') return { path: options.path };
    return { host: options.host ?? 'localhost', port: options.port ?? `fd ${String(options.fd)}` };
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { host: typeof args[1] === 'string' ? args[1] : 'localhost', port: first };
}

function describe(target: Target): string {
  return 'path' in target
    ? `unix ${target.path.replaceAll('\0', '@')}`
    : `tcp ${String(target.host)}:${String(target.port)}`;
}
