import { createAssert } from './assert.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { installGlobals, type Outside, type RealmConfig } from './globals.ts';
import {
  apply,
  AsyncFunction,
  defineHidden,
  hasOwn,
  mapForEach,
  mapGet,
  mapSet,
  RealMap,
  stringify,
} from './primordials.ts';
import { refusal } from './refuse.ts';
import { isAssert, runTestBody } from './test-body.ts';
import { type Driver, Mailbox } from './mailbox.ts';

type Callable = (...args: unknown[]) => unknown;

/**
 * Prepares the solution's realm, before any of the program is in it. The driver is how the process around works it: an operation and
 * strings in, a string out. `bind` takes the program's functions by name, from inside the isolate.
 */
export function installSolution(
  outside: Outside,
  config: RealmConfig,
): { driver: Driver; bind: (name: string, value: unknown) => void } {
  let isTesting = false;
  const tally = {
    count: (holds: boolean) => isTesting && outside.assertion(holds ? 'held' : 'failed'),
    excuse: () => isTesting && outside.assertion('excused'),
  };
  const { clock, timers } = installGlobals(outside, config, tally.count);
  const bound = new RealMap<string, Callable>();
  const mailbox = new Mailbox(config);
  const bind = (name: string, value: unknown): void => {
    if (typeof value === 'function') mapSet(bound, name, value);
  };
  installModules(createAssert(silentTally), outside.refuse);
  const operations: Record<string, (a: string, b: string) => string> = {
    ...mailbox.operations(clock, timers),
    names: () => namesOf(bound),
    body: (source) => mailbox.attempt(() => bind('', new AsyncFunction('...args', source))),
    export: (name) => mailbox.attempt(() => bind(name, exported(name) ?? mapGet(bound, ''))),
    call: (name, args) =>
      mailbox.start(() => apply(mapGet(bound, name) as Callable, undefined, decode(args) as unknown[])),
    callFromTest: (name, args) =>
      mailbox.start(() => callNoticing(mapGet(bound, name) as Callable, args, outside.note)),
    test: (source) => {
      isTesting = true;
      const assert = createAssert(tally);
      return mailbox.start(() => runTestBody(source, { assert, onFault: outside.note }));
    },
  };
  return { driver: mailbox.driver(operations), bind };
}

/** Calls a function and notes if it changed what it was given: a test that sees a copy cannot notice. */
function callNoticing(callable: Callable, text: string, note: (what: string) => void): unknown {
  const args = decode(text) as unknown[];
  const before = encode(args, Infinity);
  const result = apply(callable, undefined, args);
  if (!isUnchanged(args, before)) note('changed');
  return result;
}

function isUnchanged(args: unknown[], before: string): boolean {
  try {
    return encode(args, 2 * before.length + 100) === before;
  } catch {
    return false;
  }
}

function namesOf(bound: Map<string, Callable>): string {
  let text = '';
  mapForEach(bound, (_value, name) => {
    text += `${text === '' ? '' : ','}${stringify(name)}`;
  });
  return `[${text}]`;
}

/** What a program asserts about itself is nobody's judgement. */
const silentTally = { count: () => {}, excuse: () => {} };

/** `module`, `exports` and a `require` that knows assert only. */
function installModules(assert: unknown, refuse: (api: string) => void): void {
  const module = { exports: {} };
  defineHidden(globalThis, 'module', module);
  defineHidden(globalThis, 'exports', module.exports);
  const knowsAssert = (name: unknown): unknown => {
    if (isAssert(name)) return assert;
    throw refusal('require', refuse);
  };
  Object.defineProperty(knowsAssert, 'name', { value: 'require', configurable: true });
  defineHidden(globalThis, 'require', knowsAssert);
}

/** The entry point among what the program exported: by name, as the default, or as the module itself. */
function exported(name: string): unknown {
  const { module } = globalThis as unknown as { module?: { exports?: unknown } };
  const all = module?.exports as Record<string, unknown> | undefined;
  if (typeof all === 'function') return hasOwn(all, name) ? all[name] : all;
  if (typeof all !== 'object' || all === null) return undefined;
  if (typeof all[name] === 'function') return all[name];
  const main = all['default'];
  if (typeof main === 'function') return main;
  return typeof main === 'object' && main !== null ? (main as Record<string, unknown>)[name] : undefined;
}
