import type { Guard } from './guard.ts';
import { patchClass, type Undo, undoAll } from './patch.ts';

/** Guards of the browser-like globals that connect as soon as they are constructed. */
export function installWebGuards(guard: Guard): Undo {
  return undoAll(
    ['WebSocket', 'EventSource', 'WebSocketStream'].map((name) =>
      patchClass(globalThis, name, (_target, args) => {
        throw guard.refuse('socket', name, String(args[0]));
      }),
    ),
  );
}
