import type { Guard } from './guard.ts';
import { type AnyFunction, patchClass, patchFunction, type Undo, undoAll } from './patch.ts';

/** Doors through which JavaScript brings native code into this process: addons, OpenSSL's engines, SQLite's extensions. */
export function installNativeCodeGuards(guard: Guard): Undo {
  const { role, useNock } = guard.policy;
  return undoAll([
    patchFunction(process, 'dlopen', ({ args, proceed }) => {
      if (!guard.refusesNativeCode) return proceed();
      throw guard.refuse('process', 'process.dlopen', String(args[1]));
    }),
    // Without nock a process has not loaded what these live in, and starts in half the time for it.
    ...(useNock ? [engines(guard)] : []),
    ...(role === 'agent' ? [extensions(guard)] : []),
  ]);
}

/** No process of ours uses an engine, whatever else it may load. */
function engines(guard: Guard): Undo {
  const refuse = (owner: object, key: string, api: string): Undo =>
    patchFunction(owner, key, ({ args }) => {
      throw guard.refuse('process', api, String(args.at(-1)));
    });
  const undos = [refuse(process.getBuiltinModule('crypto'), 'setEngine', 'crypto.setEngine')];
  const common: object = process.getBuiltinModule('_tls_common') ?? {};
  const create = Reflect.get(process.getBuiltinModule('tls'), 'createSecureContext') as AnyFunction;
  let isCovered = false;
  // The native methods can be found only on a context, which takes OpenSSL long to make: with the first that is asked for.
  const cover = (): void => {
    if (isCovered) return;
    isCovered = true;
    const context: unknown = Reflect.get(Reflect.apply(create, undefined, []) as object, 'context');
    const natives = Reflect.getPrototypeOf(context as object) as object;
    undos.push(
      refuse(natives, 'setEngineKey', 'tls privateKeyEngine'),
      refuse(natives, 'setClientCertEngine', 'tls clientCertEngine'),
    );
  };
  for (const owner of [common, process.getBuiltinModule('tls')]) {
    undos.push(
      patchFunction(owner, 'createSecureContext', ({ proceed }) => {
        cover();
        return proceed();
      }),
      patchClass(owner, 'SecureContext', (target, args, newTarget) => {
        cover();
        return Reflect.construct(target, args, newTarget) as object;
      }),
    );
  }
  return () => undoAll(undos)();
}

function extensions(guard: Guard): Undo {
  const sqlite = process.getBuiltinModule('node:sqlite') as object | undefined;
  const database: unknown = sqlite === undefined ? undefined : Reflect.get(sqlite, 'DatabaseSync');
  if (typeof database !== 'function') return () => {};
  return patchFunction(database.prototype as object, 'loadExtension', ({ args }) => {
    throw guard.refuse('process', 'sqlite.loadExtension', String(args[0]));
  });
}
