import type { Guard } from './guard.ts';
import { accessDenied, nativeBinding } from './native-handles.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';
import { decodePolicy, encodePolicy, type SealRole, sealVariable } from './policy.ts';
import { inheritedFlags, sealEntryUrl } from './seal-files.ts';

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
  // What is looked at is what is started: the options are read once, into a copy.
  const options = typeof first === 'object' && first !== null ? { ...first } : null;
  const part = (key: string, index: number): unknown =>
    options === null ? call.args[index] : Reflect.get(options, key);
  const file = String(part('file', 0));
  const refuse = (why: string): unknown => {
    guard.refuse('process', 'Process.spawn', `${file}${why}`);
    return refused;
  };
  if (!guard.policy.mayStartChildren) return refuse('');
  const given = part('envPairs', 3);
  if (!Array.isArray(given)) return refuse(' without an environment');
  const args = textsOf(part('args', 1));
  // While it makes a snapshot, Node loads nothing before its program, and what it starts from one is older than any seal.
  if (args.some((arg) => /--build[-_]snapshot|--snapshot[-_]blob/.test(arg)))
    return refuse(' with a snapshot');
  const pairs = textsOf(given);
  const sealed = isOwnLaunch(guard, args, pairs)
    ? pairs
    : withSeal(pairs, encodePolicy({ ...guard.policy, parentPid: null, ledgerDescriptor: null }));
  showCanary(given, sealed);
  if (options !== null) return call.proceed([{ ...options, args, envPairs: sealed }]);
  return call.proceed(call.args.map((arg, index) => (index === 1 ? args : index === 3 ? sealed : arg)));
}

function textsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => String(list[index]));
}

/** The canary of this layer starts nothing and looks at the environment that it gave. */
function showCanary(given: unknown[], sealed: readonly string[]): void {
  if (given.length === 0) for (const [index, pair] of sealed.entries()) given[index] = pair;
}

function withSeal(envPairs: readonly string[], policy: string): string[] {
  const pairs = new Map(
    envPairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const options = pairs.get('NODE_OPTIONS') ?? '';
  const load = inheritedFlags().map(quote).join(' ');
  pairs.set('NODE_OPTIONS', options.startsWith(load) ? options : `${load} ${options}`.trim());
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

/** Roles that start processes of ours; in all others every child gets this process's own seal. */
const starters: readonly SealRole[] = ['launcher', 'run-host'];

/**
 * True when the command line loads our entry before anything else and the environment brings a policy made by this process for its child.
 * A fork that merely copied this process's own flags and environment is not one: its policy names another parent.
 */
function isOwnLaunch(guard: Guard, args: readonly string[], envPairs: readonly string[]): boolean {
  const load = args.indexOf(`--import=${sealEntryUrl()}`);
  return (
    starters.includes(guard.policy.role) &&
    load !== -1 &&
    !args.some(
      (arg, index) => /^(?:-r|--require)/.test(arg) || (index < load && arg.startsWith('--import')),
    ) &&
    envPairs.some((pair) => parentOf(pair) === process.pid)
  );
}
