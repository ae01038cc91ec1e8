import workerThreads from 'node:worker_threads';
import type { Guard } from './guard.ts';
import { patchClass, type Undo } from './patch.ts';
import { encodePolicy, sealVariable } from './policy.ts';
import { inheritedFlags } from './seal-files.ts';

/** Worker threads load the seal before their own code; where the role may start nothing they are refused. */
export function installWorkerInheritance(guard: Guard): Undo {
  return patchClass(workerThreads, 'Worker', (target, args, newTarget) => {
    if (!guard.policy.mayStartChildren) {
      throw guard.refuse('process', 'worker_threads.Worker', String(args[0]));
    }
    const options = sealedOptions(args[1] ?? {}, guard);
    return Reflect.construct(target, [args[0], options], newTarget) as object;
  });
}

/** Of an environment that is shared (`SHARE_ENV`) a thread gets a copy: its policy must be in nobody else's hands. */
function sealedOptions(given: workerThreads.WorkerOptions, guard: Guard): workerThreads.WorkerOptions {
  const policy = encodePolicy({ ...guard.policy, parentPid: null });
  const options = { ...given };
  const own = typeof options.env === 'object' && options.env !== null ? options.env : process.env;
  return {
    ...options,
    env: { ...own, [sealVariable]: policy },
    execArgv: [...inheritedFlags(), ...(options.execArgv ?? inheritable(process.execArgv))],
  };
}

/** Flags of this process that a thread may have as well; the rest of them it has anyway. */
function inheritable(execArgv: readonly string[]): string[] {
  const perThread =
    /^(--import=|--require=|--conditions=|--experimental-|--no-experimental-|--enable-source-maps|--disable-warning=|--no-warnings)/;
  return execArgv.filter((flag) => perThread.test(flag));
}
