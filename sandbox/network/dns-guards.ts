import dns from 'node:dns';
import { isIP } from 'node:net';
import type { Guard } from './guard.ts';
import { type Call, patchFunction, type Undo, undoAll } from './patch.ts';

/** Guards of every look-up: callbacks, promises, both `Resolver` classes. Literals and `localhost` are answered locally. */
export function installDnsGuards(guard: Guard): Undo {
  const places: [owner: object, label: string, isPromise: boolean][] = [
    [dns, 'dns', false],
    [dns.promises, 'dns.promises', true],
    [dns.Resolver.prototype, 'dns.Resolver', false],
    [dns.promises.Resolver.prototype, 'dns.promises.Resolver', true],
  ];
  return undoAll(
    places.flatMap(([owner, label, isPromise]) =>
      lookupNames(owner).map((name) =>
        patchFunction(owner, name, (call) => look(guard, call, { api: `${label}.${name}`, isPromise })),
      ),
    ),
  );
}

function lookupNames(owner: object): string[] {
  return Object.getOwnPropertyNames(owner).filter((name) => /^(lookup|resolve|reverse)/.test(name));
}

function look(guard: Guard, call: Call, at: { api: string; isPromise: boolean }): unknown {
  if (at.api.endsWith('.lookup')) {
    const literal = localAnswer(call.args);
    if (literal !== null) return call.proceed([literal, ...call.args.slice(1)]);
  }
  const refusal = guard.refuse('socket', at.api, `dns ${String(call.args[0])}`);
  if (at.isPromise) return Promise.reject(refusal);
  const callback = call.args.findLast((arg) => typeof arg === 'function');
  if (callback === undefined) throw refusal;
  process.nextTick(() => Reflect.apply(callback, undefined, [refusal]));
  return undefined;
}

/** The address that stands for the name without asking anybody; null when somebody would be asked. */
function localAnswer(args: unknown[]): string | null {
  const [host, options] = args;
  if (host === '' || host === null || host === undefined) return '';
  if (typeof host !== 'string') return null;
  if (isIP(host) !== 0) return host;
  if (host !== 'localhost') return null;
  const family: unknown =
    typeof options === 'object' && options !== null ? Reflect.get(options, 'family') : options;
  return family === 6 ? '::1' : '127.0.0.1';
}
