import type { Clock } from './clock.ts';
import { encode } from './encode.ts';
import { bareArray, promiseThen, RealPromise, toNumber, toText } from './primordials.ts';
import { thrownJson } from './thrown.ts';
import type { Timers } from './timers.ts';

/** How the process around an isolate works it: operation and two strings in, one string out. */
export type Driver = (operation: string, a: string, b: string) => string;
type Operation = (a: string, b: string) => string;

/** Carries outcomes out of a realm: at once, or for promises when they have settled. */
export interface Mailbox {
  /** Runs a function; the outcome is `{"k":"value","v"}`, `{"k":"error","e"}` or `{"k":"promise","id"}`. */
  start(run: () => unknown): string;
  /** Runs something for its effect; `{"k":"done"}` or `{"k":"error","e"}`. */
  attempt(run: () => unknown): string;
  operations(clock: Clock, timers: Timers): Record<string, Operation>;
  driver(operations: Record<string, Operation>): Driver;
}

/** A mailbox whose outcomes together are at most `maxCharacters` long. */
export function createMailbox(maxCharacters: number): Mailbox {
  let left = maxCharacters;
  let nextId = 0;
  let last = '';
  let settled = bareArray<string>();
  const value = (result: unknown): string => {
    try {
      const text = encode(result, left);
      left -= text.length;
      return `{"k":"value","v":${text}}`;
    } catch (error) {
      return failure(error);
    }
  };
  const failure = (error: unknown): string => {
    const text = thrownJson(error, left);
    return `{"k":"error","e":${text}}`;
  };
  const deliver = (id: number, outcome: string): void => {
    settled[settled.length] = `[${id},${outcome}]`;
  };
  const start = (run: () => unknown): string => {
    try {
      const result = run();
      if (!isThenable(result)) return value(result);
      const id = nextId;
      nextId += 1;
      const promise = result instanceof RealPromise ? result : new RealPromise((resolve) => resolve(result));
      promiseThen(
        promise,
        (got) => deliver(id, value(got)),
        (error) => deliver(id, failure(error)),
      );
      return `{"k":"promise","id":${id}}`;
    } catch (error) {
      return failure(error);
    }
  };
  return {
    start,
    attempt(run) {
      try {
        run();
        return '{"k":"done"}';
      } catch (error) {
        return failure(error);
      }
    },
    operations: (clock, timers) => ({
      settled: () => {
        let text = '';
        for (let at = 0; at < settled.length; at += 1) text += `${at === 0 ? '' : ','}${settled[at]}`;
        settled = bareArray();
        return `[${text}]`;
      },
      due: () => toText(timers.nextDue()),
      waiting: () => toText(timers.waiting()),
      fire: () => {
        timers.fireNext();
        return '';
      },
      advance: (ms) => {
        clock.advanceTo(toNumber(ms));
        return '';
      },
      uncaught: () => timers.uncaught(),
      last: () => last,
    }),
    driver: (operations) => (operation, a, b) => {
      const answer = (operations[operation] as Operation)(a, b);
      if (operation !== 'last') last = answer;
      return answer;
    },
  };
}

function isThenable(value: unknown): boolean {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
