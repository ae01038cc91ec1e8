import { type Guard, realPath } from './guard.ts';
import { nativeBinding } from './native-handles.ts';
import { patchFunction, type Undo, undoAll } from './patch.ts';

/**
 * What an agent may not do with files, under every function of `fs`: write into the memory of a process, which is native code, and bring a
 * socket of somebody else's, or the way to one, to where sockets are allowed.
 */
export function installFileGuards(guard: Guard): Undo {
  const binding = nativeBinding('fs');
  if (binding === null) return () => {};
  const refuse = (name: string, path: string): never => {
    throw guard.refuse('process', `fs.${name}`, path);
  };
  return undoAll([
    ...['open', 'openFileHandle'].map((name) =>
      patchFunction(binding, name, ({ args, proceed }) => {
        const [path, flags] = [pathText(args[0]), Number(args[1])];
        if (isForWriting(flags) && processMemory.test(realPath(path))) refuse('open', path);
        return proceed([path, flags, ...args.slice(2)]);
      }),
    ),
    ...['link', 'symlink', 'rename'].map((name) =>
      patchFunction(binding, name, ({ args, proceed }) => {
        const [from, to] = [pathText(args[0]), pathText(args[1])];
        if (guard.isPlaceOfSockets(to)) refuse(name, to);
        return proceed([from, to, ...args.slice(2)]);
      }),
    ),
  ]);
}

const processMemory = /^\/proc\/.*\/mem$/;

function isForWriting(flags: number): boolean {
  return (flags & 3) !== 0;
}

// Taken once: later it might be another function.
const bytesToText = Buffer.prototype.toString;

/** A path as text, as the kernel will see it. */
function pathText(path: unknown): string {
  return typeof path === 'string' ? path : Reflect.apply(bytesToText, path, ['utf8']);
}
