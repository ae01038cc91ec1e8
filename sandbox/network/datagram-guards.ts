import { Socket } from 'node:dgram';
import type { Guard } from './guard.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';

/** Guards of UDP: nothing is sent or connected; only the launcher may bind, and only to loopback. */
export function installDatagramGuards(guard: Guard): Undo {
  const refuse = (api: string) => (call: Call) => deliver(guard, call, api);
  const methods = [
    'send',
    'sendto',
    'connect',
    'connectSync',
    'addMembership',
    'addSourceSpecificMembership',
  ];
  return undoAll([
    ...methods.map((name) => patchFunction(Socket.prototype, name, refuse(`dgram.Socket.${name}`))),
    ...['bind', 'bindSync'].map((name) =>
      patchFunction(Socket.prototype, name, (call) =>
        guard.allowsListening(bindAddress(call.args))
          ? call.proceed()
          : deliver(guard, call, `dgram.Socket.${name}`),
      ),
    ),
  ]);
}

/** As dgram itself does: to the callback where there is one, else as an `error` event. */
function deliver(guard: Guard, call: Call, api: string): unknown {
  const refusal = guard.refuse('socket', api, `udp ${describe(call.args)}`);
  if (api.endsWith('Sync')) throw refusal;
  const callback = call.args.findLast((arg) => typeof arg === 'function');
  const socket = call.self as Socket;
  process.nextTick(() => {
    if (callback === undefined || /bind|Membership/.test(api)) socket.emit('error', refusal);
    else Reflect.apply(callback, socket, [refusal]);
  });
  return /connect|Membership/.test(api) ? undefined : socket;
}

function describe(args: unknown[]): string {
  const place = args.filter((arg) => typeof arg === 'number' || typeof arg === 'string');
  return place.slice(-2).toReversed().join(':');
}

function bindAddress(args: unknown[]): unknown {
  const [first, second] = args;
  return typeof first === 'object' && first !== null ? Reflect.get(first, 'address') : second;
}
