import { createAssert } from './assert.ts';
import { decode, decodeParsed } from './decode.ts';
import { encode } from './encode.ts';
import { installGlobals, type Outside, type RealmConfig } from './globals.ts';
import { type Driver, Mailbox } from './mailbox.ts';
import {
  defineHidden,
  mapDelete,
  mapGet,
  mapSet,
  parse,
  RealMap,
  RealPromise,
  RealTypeError,
} from './primordials.ts';
import { runTestBody } from './test-body.ts';

/** A promise of the test's realm that waits for one of the solution's. */
interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface Outcome {
  k: 'value' | 'error' | 'promise' | 'done';
  v?: unknown;
  e?: { n: string; m: string; s: string; v: unknown } | undefined;
  id?: number | undefined;
}

/** Prepares the realm of the trusted test: `assert`, `console.assert` and stand-ins for the program's functions that call across. */
export function installTest(outside: Outside, config: RealmConfig): { driver: Driver } {
  const tally = {
    count: (holds: boolean) => outside.assertion(holds ? 'held' : 'failed'),
    excuse: () => outside.assertion('excused'),
  };
  const { clock, timers } = installGlobals(outside, config, tally.count);
  const assert = createAssert(tally);
  const mailbox = new Mailbox(config);
  const waiting = new RealMap<number, Waiting>();
  const standIns = createStandIns(outside, config, waiting);
  defineHidden(globalThis, 'assert', assert);
  const operations = {
    ...mailbox.operations(clock, timers),
    define: (names: string, entryPoint: string) => {
      for (const name of decode(names) as string[]) {
        if (name === entryPoint || !(name in globalThis)) defineHidden(globalThis, name, standIns(name));
      }
      return '';
    },
    settle: (text: string) => {
      for (const [id, outcome] of parse(text) as [number, Outcome][]) {
        const waiter = mapGet(waiting, id) as Waiting | undefined;
        mapDelete(waiting, id);
        if (outcome.k === 'error') waiter?.reject(errorOf(outcome));
        else waiter?.resolve(decodeParsed(outcome.v));
      }
      return '';
    },
    test: (source: string) => mailbox.start(() => runTestBody(source, assert)),
  };
  return { driver: mailbox.driver(operations) };
}

function createStandIns(
  outside: Outside,
  config: RealmConfig,
  waiting: Map<number, Waiting>,
): (name: string) => unknown {
  return (name) => {
    const standIn = function (...args: unknown[]): unknown {
      if (new.target !== undefined) {
        throw new RealTypeError(`new ${name}() needs crossing 'realm': instances cannot cross as data`);
      }
      const outcome = parse(outside.invoke(name, encode(args, config.outputCharacters))) as Outcome;
      if (outcome.k === 'error') throw errorOf(outcome);
      if (outcome.k === 'value') return decodeParsed(outcome.v);
      return new RealPromise((resolve, reject) => {
        mapSet(waiting, outcome.id, { resolve, reject });
      });
    };
    Object.defineProperty(standIn, 'name', { value: name, configurable: true });
    return standIn;
  };
}

/** What the solution threw: the value itself where it could cross, else an error that says what it said. */
function errorOf({ e }: Outcome): unknown {
  if (e === undefined) return new Error('unreadable');
  if (e.v !== null) return decodeParsed(e.v);
  return e.n === 'NonError' && e.m === 'null'
    ? null
    : decodeParsed({ $: 'error', n: e.n, m: e.m, s: e.s, p: [] });
}
