import { ChildProcess } from 'node:child_process';
import inspector from 'node:inspector';
import module, { syncBuiltinESMExports } from 'node:module';
import { installChildInheritance } from './child-inheritance.ts';
import { installFileGuards } from './file-guards.ts';
import type { Guard } from './guard.ts';
import { installNativeCodeGuards } from './native-code-guards.ts';
import { nativeBinding, type NativePrototypes } from './native-handles.ts';
import { patchFunction, type Undo, undoAll } from './patch.ts';
import { installWorkerInheritance } from './worker-inheritance.ts';

/**
 * Other processes and threads: they inherit the seal, or are refused where the role may start none. What would run code
 * outside the seal in this very process (`execve`, hook threads, the inspector's listener) is refused everywhere.
 */
export function installProcessLayer(guard: Guard, natives: NativePrototypes): Undo {
  const refuse = refuser(guard);
  const undo = undoAll([
    ...(guard.policy.mayStartChildren ? [] : [refuse(ChildProcess.prototype, 'spawn', 'child_process')]),
    ...(guard.policy.childrenInherit
      ? [installChildInheritance(guard, natives.process), installWorkerInheritance(guard)]
      : []),
    refuse(process, 'execve', 'process'),
    refuse(module, 'register', 'module'),
    refuse(inspector, 'open', 'inspector'),
    ...inspectorBinding(guard),
    installNativeCodeGuards(guard),
    // What an agent does not need: the natives below the functions that the seal and Node itself call.
    ...(guard.policy.role === 'agent'
      ? [installFileGuards(guard), refuse(process, 'binding', 'process')]
      : []),
  ]);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}

function refuser(guard: Guard): (owner: object, key: string, label: string) => Undo {
  return (owner, key, label) =>
    patchFunction(owner, key, ({ args }) => {
      throw guard.refuse('process', `${label}.${key}`, target(args));
    });
}

function inspectorBinding(guard: Guard): Undo[] {
  const binding = nativeBinding('inspector');
  return binding === null ? [] : [refuser(guard)(binding, 'open', 'inspector binding')];
}

function target(args: unknown[]): string {
  const [first] = args;
  if (typeof first !== 'object' || first === null) return String(first);
  const file: unknown = Reflect.get(first, 'file') ?? Reflect.get(first, 'id') ?? Reflect.get(first, 'href');
  return String(file);
}
