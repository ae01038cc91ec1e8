import { createAssert } from './assert.ts';
import { decode, decodeParsed, type Decoding } from './decode.ts';
import { encode } from './encode.ts';
import { installGlobals, type Outside, type RealmConfig } from './globals.ts';
import { type Driver, Mailbox } from './mailbox.ts';
import {
  defineHidden,
  hasOwn,
  isError,
  mapDelete,
  mapGet,
  mapSet,
  parse,
  RealMap,
  RealPromise,
  RealTypeError,
} from './primordials.ts';
import { asFault, runTestBody } from './test-body.ts';

/** A promise of the test's realm that waits for one of the solution's. */
interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface Outcome {
  k: 'value' | 'error' | 'promise' | 'done';
  v?: unknown;
  e?: { n: string; m: string; s: string; v?: unknown } | undefined;
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
  const how: Decoding = { onLoss: outside.note };
  const standIns = createStandIns(outside, { config, waiting, how });
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
        if (outcome.k === 'error') waiter?.reject(errorOf(outcome, how));
        else waiter?.resolve(decodeParsed(outcome.v, how));
      }
      return '';
    },
    test: (source: string) => mailbox.start(() => runTestBody(source, { assert, onFault: outside.note })),
  };
  return { driver: mailbox.driver(operations) };
}

interface Across {
  config: RealmConfig;
  waiting: Map<number, Waiting>;
  how: Decoding;
}

function createStandIns(outside: Outside, { config, waiting, how }: Across): (name: string) => unknown {
  return (name) => {
    const standIn = function (...args: unknown[]): unknown {
      if (new.target !== undefined) {
        throw asFault(
          new RealTypeError(`new ${name}() needs crossing 'realm': instances cannot cross as data`),
          'crossing',
        );
      }
      const outcome = parse(outside.invoke(name, argumentsText(args, config))) as Outcome;
      if (outcome.k === 'error') throw errorOf(outcome, how);
      if (outcome.k === 'value') return decodeParsed(outcome.v, how);
      return new RealPromise((resolve, reject) => {
        mapSet(waiting, outcome.id, { resolve, reject });
      });
    };
    Object.defineProperty(standIn, 'name', { value: name, configurable: true });
    return standIn;
  };
}

function argumentsText(args: unknown[], { outputCharacters }: RealmConfig): string {
  try {
    return encode(args, outputCharacters);
  } catch (error) {
    throw isError(error) ? asFault(error as Error, 'crossing') : error;
  }
}

/** What the solution threw: the value itself. What cannot cross is thrown as something that no test takes for an error that it expects. */
function errorOf({ e }: Outcome, how: Decoding): unknown {
  return e !== undefined && hasOwn(e, 'v')
    ? decodeParsed(e.v, how)
    : { name: 'CrossingError', message: 'what the program threw cannot cross as data.' };
}
