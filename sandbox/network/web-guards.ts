import type { Guard } from './guard.ts';
import { patchClass, type Undo, undoAll } from './patch.ts';

/**
 * Guards of the browser-like globals that connect as soon as they are constructed, so that the record names them. They
 * connect through `net.Socket`, which refuses as well; a process without nock leaves it at that, because touching these
 * globals loads all of undici (20 ms of its start).
 */
export function installWebGuards(guard: Guard): Undo {
  if (!guard.policy.useNock) return () => {};
  return undoAll(
    ['WebSocket', 'EventSource', 'WebSocketStream'].map((name) =>
      patchClass(globalThis, name, (_target, args) => {
        throw guard.refuse('socket', name, String(args[0]));
      }),
    ),
  );
}
