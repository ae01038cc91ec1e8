import type { Clock } from './clock.ts';
import { errorJson } from './error-text.ts';
import {
  apply,
  defineHidden,
  isFiniteNumber,
  mapDelete,
  mapGet,
  mapSet,
  promiseThen,
  RealMap,
  RealTypeError,
  resolved,
  toNumber,
  trunc,
} from './primordials.ts';
import { type Timer, TimerHeap } from './timer-heap.ts';

const maxDelay = 2_147_483_647;

interface Timing {
  delay: number;
  every: number;
}

/** The timers of a realm, on virtual time: they fire in order of time, then of creation. */
export class Timers {
  readonly #clock: Clock;
  readonly #byId = new RealMap<number, Timer>();
  readonly #heap = new TimerHeap();
  #order = 0;
  #waiting = 0;
  #firstError = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the next timer is due in virtual milliseconds, or NaN. */
  nextDue(): number {
    return this.#next()?.due ?? NaN;
  }

  /** How many timers would keep a process alive: those that fire once and are not unreferenced. */
  waiting(): number {
    return this.#waiting;
  }

  /** Moves the clock to the next timer and runs its callback. */
  fireNext(): void {
    const timer = this.#next();
    if (timer === undefined) return;
    this.#heap.pop();
    this.#clock.advanceTo(timer.due);
    if (timer.every > 0) {
      this.#order += 1;
      timer.due += timer.every;
      timer.order = this.#order;
      this.#heap.push(timer);
    } else this.remove(timer.id);
    try {
      apply(timer.callback, undefined, timer.args);
    } catch (error) {
      this.report(error);
    }
  }

  /** The first error that a callback threw, as JSON text, or an empty string. */
  uncaught(): string {
    return this.#firstError;
  }

  report(error: unknown): void {
    if (this.#firstError === '') this.#firstError = errorJson(error);
  }

  add(callback: unknown, args: unknown[], { delay, every }: Timing): Timeout {
    if (typeof callback !== 'function') {
      throw new RealTypeError('The "callback" argument must be of type function.');
    }
    this.#order += 1;
    const timer: Timer = {
      id: this.#order,
      due: this.#clock.now() + delay,
      order: this.#order,
      callback: callback as Timer['callback'],
      args,
      every,
      referenced: true,
    };
    mapSet(this.#byId, timer.id, timer);
    this.#heap.push(timer);
    this.#count(timer, 1);
    return new Timeout(timer, (isReferenced) => this.#reference(timer, isReferenced));
  }

  remove(id: unknown): void {
    const timer = mapGet(this.#byId, id) as Timer | undefined;
    if (timer === undefined) return;
    mapDelete(this.#byId, id);
    this.#count(timer, -1);
  }

  #next(): Timer | undefined {
    for (;;) {
      const timer = this.#heap.first();
      if (timer === undefined || mapGet(this.#byId, timer.id) === timer) return timer;
      this.#heap.pop();
    }
  }

  #reference(timer: Timer, isReferenced: boolean): void {
    const isLive = mapGet(this.#byId, timer.id) === timer;
    if (isLive) this.#count(timer, -1);
    timer.referenced = isReferenced;
    if (isLive) this.#count(timer, 1);
  }

  #count({ every, referenced }: Timer, change: number): void {
    if (every === 0 && referenced) this.#waiting += change;
  }
}

/** What setTimeout gives, as in Node: an object that is a number where a number is wanted. */
class Timeout {
  readonly #timer: Timer;
  readonly #reference: (isReferenced: boolean) => void;

  constructor(timer: Timer, reference: (isReferenced: boolean) => void) {
    this.#timer = timer;
    this.#reference = reference;
  }

  static idOf(handle: unknown): unknown {
    return typeof handle === 'object' && handle !== null && #timer in handle
      ? handle.#timer.id
      : toNumber(handle);
  }

  ref(): this {
    this.#reference(true);
    return this;
  }

  unref(): this {
    this.#reference(false);
    return this;
  }

  hasRef(): boolean {
    return this.#timer.referenced;
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.id;
  }
}

/** setTimeout, setInterval, setImmediate, their clear functions and queueMicrotask. */
export function installTimers(target: object, timers: Timers): void {
  const clear = (handle?: unknown): void => timers.remove(Timeout.idOf(handle));
  const functions: Record<string, (...args: never[]) => unknown> = {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      timers.add(callback, args, { delay: delayOf(delay), every: 0 }),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      timers.add(callback, args, { delay: delayOf(delay), every: delayOf(delay) }),
    setImmediate: (callback: unknown, ...args: unknown[]) =>
      timers.add(callback, args, { delay: 0, every: 0 }),
    clearTimeout: (handle?: unknown) => clear(handle),
    clearInterval: (handle?: unknown) => clear(handle),
    clearImmediate: (handle?: unknown) => clear(handle),
    queueMicrotask: (callback: unknown) => {
      if (typeof callback !== 'function') {
        throw new RealTypeError('The "callback" argument must be of type function.');
      }
      const run = callback as () => unknown;
      promiseThen(
        resolved(),
        () => {
          try {
            run();
          } catch (error) {
            timers.report(error);
          }
        },
        undefined,
      );
    },
  };
  for (const name of Object.keys(functions)) defineHidden(target, name, functions[name]);
}

function delayOf(value: unknown): number {
  const delay = toNumber(value);
  return isFiniteNumber(delay) && delay >= 1 && delay <= maxDelay ? trunc(delay) : 1;
}
