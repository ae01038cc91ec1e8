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

function sealedOptions(options: workerThreads.WorkerOptions, guard: Guard): workerThreads.WorkerOptions {
  const policy = encodePolicy({ ...guard.policy, parentPid: null });
  if (options.env === workerThreads.SHARE_ENV) process.env[sealVariable] = policy;
  const env =
    options.env === workerThreads.SHARE_ENV
      ? options.env
      : { ...(options.env ?? process.env), [sealVariable]: policy };
  return {
    ...options,
    env,
    execArgv: [...inheritedFlags(), ...(options.execArgv ?? inheritable(process.execArgv))],
  };
}

/** Flags of this process that a thread may have as well; the rest of them it has anyway. */
function inheritable(execArgv: readonly string[]): string[] {
  const perThread =
    /^(--import=|--require=|--conditions=|--experimental-|--no-experimental-|--enable-source-maps|--disable-warning=|--no-warnings)/;
  return execArgv.filter((flag) => perThread.test(flag));
}
