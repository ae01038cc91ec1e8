import type { Clock } from './clock.ts';
import { encode } from './encode.ts';
import {
  bareArray,
  defineProperty,
  promiseThen,
  RealRangeError,
  RealTypeError,
  RealPromise,
  toNumber,
  toText,
} from './primordials.ts';
import { thrownJson } from './thrown.ts';
import type { Timers } from './timers.ts';

/** How the process around an isolate works it: operation and two strings in, one string out. */
export type Driver = (operation: string, a: string, b: string) => string;
export type Operation = (a: string, b: string) => string;

/** Carries outcomes out of a realm, at once or for promises when they have settled; all of them together are bounded. */
export class Mailbox {
  #used = 0;
  readonly #bounds: { outputCharacters: number };
  #nextId = 0;
  #last = '';
  #settled = bareArray<string>();

  constructor(bounds: { outputCharacters: number }) {
    this.#bounds = bounds;
  }

  /** Runs a function; the outcome is `{"k":"value","v"}`, `{"k":"error","e"}` or `{"k":"promise","id"}`. */
  start(run: () => unknown): string {
    try {
      const result = run();
      return isThenable(result) ? this.#await(result) : this.#value(result);
    } catch (error) {
      return this.#failure(error);
    }
  }

  /** Runs something for its effect; `{"k":"done"}` or `{"k":"error","e"}`. */
  attempt(run: () => unknown): string {
    try {
      run();
      return '{"k":"done"}';
    } catch (error) {
      return this.#failure(error);
    }
  }

  /** The operations that every realm has, for the event loop outside. */
  operations(clock: Clock, timers: Timers): Record<string, Operation> {
    return {
      settled: () => this.#takeSettled(),
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
      last: () => this.#last,
    };
  }

  /** One function for all operations; it keeps its last answer, which is lost outside when a promise was rejected meanwhile. */
  driver(operations: Record<string, Operation>): Driver {
    return (operation, a, b) => {
      const answer = (operations[operation] as Operation)(a, b);
      if (operation !== 'last') this.#last = answer;
      return answer;
    };
  }

  #await(result: unknown): string {
    const id = this.#nextId;
    this.#nextId += 1;
    const deliver = (outcome: string): void => {
      this.#settled[this.#settled.length] = `[${id},${outcome}]`;
    };
    const promise = result instanceof RealPromise ? result : new RealPromise((resolve) => resolve(result));
    promiseThen(
      promise,
      (got) => deliver(this.#value(got)),
      (error) => deliver(this.#failure(error)),
    );
    return `{"k":"promise","id":${id}}`;
  }

  #left(): number {
    return this.#bounds.outputCharacters - this.#used;
  }

  #takeSettled(): string {
    let text = '';
    for (let at = 0; at < this.#settled.length; at += 1) text += `${at === 0 ? '' : ','}${this.#settled[at]}`;
    this.#settled = bareArray();
    return `[${text}]`;
  }

  #value(result: unknown): string {
    try {
      const text = encode(result, this.#left());
      this.#used += text.length;
      return `{"k":"value","v":${text}}`;
    } catch (error) {
      return this.#failure(crossingError(error));
    }
  }

  #failure(error: unknown): string {
    const text = thrownJson(error, this.#left());
    this.#used += text.length;
    return `{"k":"error","e":${text}}`;
  }
}

/** A result that cannot be handed over is a wrong result, not a fault of whoever asked for it. */
function crossingError(error: unknown): unknown {
  if (!(error instanceof RealTypeError) && !(error instanceof RealRangeError)) return error;
  defineProperty(error, 'name', {
    __proto__: null,
    value: 'CrossingError',
    configurable: true,
  } as PropertyDescriptor);
  return error;
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { then?: unknown }).then === 'function';
}
