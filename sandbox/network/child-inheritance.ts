import type { Guard } from './guard.ts';
import { accessDenied, nativeBinding } from './native-handles.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';
import { decodePolicy, encodePolicy, sealVariable } from './policy.ts';
import { inheritedFlags } from './seal-files.ts';

/**
 * Every process that this one starts gets the policy, and the seal in `NODE_OPTIONS`, so that a Node anywhere below it is
 * sealed too. A launch of ours, which names the entry and its own policy, is left as it is.
 */
export function installChildInheritance(guard: Guard, processPrototype: object): Undo {
  const binding = nativeBinding('spawn_sync');
  const handler = (refused: unknown) => (call: Call) => start(guard, call, refused);
  const denied = accessDenied();
  return undoAll([
    patchFunction(processPrototype, 'spawn', handler(denied)),
    ...(binding === null
      ? []
      : [
          patchFunction(
            binding,
            'spawn',
            handler({ error: denied, pid: 0, output: null, status: null, signal: null }),
          ),
        ]),
  ]);
}

/** `spawn` is called with (file, args, cwd, envPairs, …) since Node 24, with one options object before and in `spawnSync`. */
function start(guard: Guard, call: Call, refused: unknown): unknown {
  const [first] = call.args;
  const options = typeof first === 'object' && first !== null ? first : null;
  const part = (key: string, index: number): unknown =>
    options === null ? call.args[index] : Reflect.get(options, key);
  if (!guard.policy.mayStartChildren) {
    guard.refuse('process', 'Process.spawn', String(part('file', 0)));
    return refused;
  }
  const envPairs = part('envPairs', 3);
  if (!Array.isArray(envPairs)) {
    guard.refuse('process', 'Process.spawn', `${String(part('file', 0))} without an environment`);
    return refused;
  }
  if (!isOwnLaunch(part('args', 1), envPairs)) {
    const policy = encodePolicy({ ...guard.policy, parentPid: null });
    envPairs.splice(0, envPairs.length, ...withSeal(envPairs, policy));
  }
  return call.proceed();
}

function withSeal(envPairs: readonly string[], policy: string): string[] {
  const pairs = new Map(
    envPairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const options = pairs.get('NODE_OPTIONS') ?? '';
  const load = inheritedFlags().map(quote).join(' ');
  pairs.set('NODE_OPTIONS', options.includes(load) ? options : `${load} ${options}`.trim());
  pairs.set(sealVariable, policy);
  return [...pairs].map(([key, value]) => `${key}=${value}`);
}

/** As NODE_OPTIONS wants it: double quotes around the whole flag, backslashes before quotes and backslashes in it. */
function quote(flag: string): string {
  return /[\s"\\]/.test(flag) ? `"${flag.replaceAll(/["\\]/g, '\\$&')}"` : flag;
}

/** The parent that a `HERMES_SEAL=…` pair names; null for any other pair. */
function parentOf(pair: string): number | null {
  const start = `${sealVariable}=`;
  if (!pair.startsWith(start)) return null;
  try {
    return decodePolicy(pair.slice(start.length)).parentPid;
  } catch {
    return null;
  }
}

/**
 * True when the command line loads one of our entries and the environment brings a policy made by this process for its child.
 * A fork that merely copied this process's own flags and environment is not one: its policy names another parent.
 */
function isOwnLaunch(args: unknown, envPairs: readonly unknown[]): boolean {
  const load = /^--import=file:\/\/.*\/seal-entry\.mjs$/;
  return (
    Array.isArray(args) &&
    args.some((arg) => typeof arg === 'string' && load.test(arg)) &&
    envPairs.some((pair) => typeof pair === 'string' && parentOf(pair) === process.pid)
  );
}
