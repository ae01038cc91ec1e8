import type { Clock } from './clock.ts';
import { errorJson } from './error-text.ts';
import {
  apply,
  bareArray,
  defineHidden,
  isFiniteNumber,
  mapDelete,
  mapGet,
  mapSet,
  mapSize,
  promiseThen,
  RealMap,
  RealTypeError,
  resolved,
  toNumber,
  trunc,
} from './primordials.ts';

interface Timer {
  id: number;
  due: number;
  order: number;
  callback: (...args: unknown[]) => unknown;
  args: unknown[];
  /** Interval in milliseconds; 0 for a timer that fires once. */
  every: number;
  referenced: boolean;
}

/** The timers of a realm, on virtual time. */
export interface Timers {
  /** When the next timer is due in virtual milliseconds, or NaN. */
  nextDue(): number;
  /** How many timers would keep a process alive: fires once, not unreferenced. */
  waiting(): number;
  /** Moves the clock to the next timer and runs its callback. */
  fireNext(): void;
  /** The first error that a callback threw, as JSON text, or an empty string. */
  uncaught(): string;
  report(error: unknown): void;
}

const MAX_DELAY = 2_147_483_647;

/** Timers that fire in order of time, then of creation. Functions that programs see come from `installTimers`. */
export function createTimers(
  clock: Clock,
): Timers & { add: AddTimer; remove: (id: unknown) => void; get: (id: number) => Timer | undefined } {
  const byId = new RealMap<number, Timer>();
  const heap = bareArray<Timer>();
  let order = 0;
  let firstError = '';
  const live = (): Timer | undefined => {
    while (heap.length > 0 && mapGet(byId, (heap[0] as Timer).id) !== heap[0]) pop(heap);
    return heap[0];
  };
  const timers = {
    nextDue: () => live()?.due ?? NaN,
    waiting() {
      let count = 0;
      if (mapSize(byId) === 0) return 0;
      for (let at = 0; at < heap.length; at += 1) {
        const timer = heap[at] as Timer;
        if (timer.every === 0 && timer.referenced && mapGet(byId, timer.id) === timer) count += 1;
      }
      return count;
    },
    fireNext() {
      const timer = live();
      if (timer === undefined) return;
      pop(heap);
      clock.advanceTo(timer.due);
      if (timer.every > 0) {
        order += 1;
        push(heap, rearm(timer, order));
      } else mapDelete(byId, timer.id);
      timers.guard(timer.callback, timer.args);
    },
    guard(callback: (...args: unknown[]) => unknown, args: unknown[]) {
      try {
        apply(callback, undefined, args);
      } catch (error) {
        timers.report(error);
      }
    },
    uncaught: () => firstError,
    report(error: unknown) {
      if (firstError === '') firstError = errorJson(error);
    },
    add(callback: Timer['callback'], args: unknown[], timing: { delay: number; every: number }) {
      order += 1;
      const timer: Timer = {
        id: order,
        due: clock.now() + timing.delay,
        order,
        callback,
        args,
        every: timing.every,
        referenced: true,
      };
      mapSet(byId, timer.id, timer);
      push(heap, timer);
      return timer;
    },
    remove: (id: unknown) => void mapDelete(byId, id),
    get: (id: number) => mapGet(byId, id) as Timer | undefined,
  };
  return timers;
}

type AddTimer = (
  callback: Timer['callback'],
  args: unknown[],
  timing: { delay: number; every: number },
) => Timer;

/** setTimeout, setInterval, setImmediate, their clear functions and queueMicrotask. */
export function installTimers(target: object, timers: ReturnType<typeof createTimers>): void {
  const start = (callback: unknown, args: unknown[], timing: { delay: number; every: number }): Timeout => {
    if (typeof callback !== 'function')
      throw new RealTypeError('The "callback" argument must be of type function.');
    return new Timeout(timers.add(callback as Timer['callback'], args, timing));
  };
  const clear = (handle?: unknown): void => {
    timers.remove(handle instanceof Timeout ? handle.id() : toNumber(handle));
  };
  defineHidden(
    target,
    'setTimeout',
    function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]) {
      return start(callback, args, { delay: delayOf(delay), every: 0 });
    },
  );
  defineHidden(
    target,
    'setInterval',
    function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]) {
      return start(callback, args, { delay: delayOf(delay), every: delayOf(delay) });
    },
  );
  defineHidden(target, 'setImmediate', function setImmediate(callback: unknown, ...args: unknown[]) {
    return start(callback, args, { delay: 0, every: 0 });
  });
  defineHidden(target, 'clearTimeout', function clearTimeout(handle?: unknown) {
    clear(handle);
  });
  defineHidden(target, 'clearInterval', function clearInterval(handle?: unknown) {
    clear(handle);
  });
  defineHidden(target, 'clearImmediate', function clearImmediate(handle?: unknown) {
    clear(handle);
  });
  defineHidden(target, 'queueMicrotask', function queueMicrotask(callback: unknown) {
    if (typeof callback !== 'function')
      throw new RealTypeError('The "callback" argument must be of type function.');
    promiseThen(resolved(), () => void (callback as () => unknown)(), timers.report);
  });
}

/** What setTimeout gives, as in Node: an object that is a number where a number is wanted. */
class Timeout {
  readonly #timer: Timer;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  id(): number {
    return this.#timer.id;
  }

  ref(): this {
    this.#timer.referenced = true;
    return this;
  }

  unref(): this {
    this.#timer.referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#timer.referenced;
  }

  [Symbol.toPrimitive](): number {
    return this.#timer.id;
  }
}

function delayOf(value: unknown): number {
  const delay = toNumber(value);
  return isFiniteNumber(delay) && delay >= 1 && delay <= MAX_DELAY ? trunc(delay) : 1;
}

function rearm(timer: Timer, order: number): Timer {
  timer.due += timer.every;
  timer.order = order;
  return timer;
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  heap[at] = timer;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (!before(timer, heap[up] as Timer)) break;
    heap[at] = heap[up] as Timer;
    at = up;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap[heap.length - 1] as Timer;
  heap.length -= 1;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
    if (!before(heap[child] as Timer, last)) break;
    heap[at] = heap[child] as Timer;
    at = child;
  }
  heap[at] = last;
}
