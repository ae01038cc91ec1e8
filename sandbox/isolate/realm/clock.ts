import {
  apply,
  construct,
  defineHidden,
  defineProperty,
  floor,
  getOwnPropertyDescriptor,
  RealDate,
} from './primordials.ts';

/** Virtual time of a realm, in milliseconds since 1970. Every reading takes one virtual microsecond, so that busy waiting ends. */
export interface Clock {
  now(): number;
  /** Moves time forward, never back. */
  advanceTo(ms: number): void;
}

const readingMs = 0.001;

/** A clock that starts at `epochMs` and moves only by readings and timers. */
export function createClock(epochMs: number): Clock {
  let now = epochMs;
  return {
    now() {
      const reading = floor(now);
      now += readingMs;
      return reading;
    },
    advanceTo(ms) {
      if (ms > now) now = ms;
    },
  };
}

/** Puts a Date, a `performance` and an Intl.DateTimeFormat on the virtual clock; the real ones can no longer be reached. */
export function installClock(target: object, clock: Clock): void {
  const VirtualDate = function Date(this: unknown, ...parts: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(clock.now()).toString();
    return construct(RealDate, parts.length === 0 ? [clock.now()] : parts, new.target as never) as object;
  };
  defineProperty(VirtualDate, 'name', { value: 'Date', configurable: true });
  defineProperty(VirtualDate, 'length', { value: 7, configurable: true });
  defineProperty(VirtualDate, 'prototype', { value: RealDate.prototype, writable: false });
  defineHidden(VirtualDate, 'now', () => clock.now());
  defineHidden(VirtualDate, 'parse', RealDate.parse);
  defineHidden(VirtualDate, 'UTC', RealDate.UTC);
  defineHidden(RealDate.prototype, 'constructor', VirtualDate);
  defineHidden(target, 'Date', VirtualDate);
  installPerformance(target, clock);
  installFormats(clock);
}

function installPerformance(target: object, clock: Clock): void {
  const origin = clock.now();
  const performance = { __proto__: null, timeOrigin: origin, now: () => clock.now() - origin };
  defineHidden(target, 'performance', performance);
}

/** `format()` without a date would read the real clock. */
function installFormats(clock: Clock): void {
  // oxlint-disable typescript/unbound-method -- both are applied to their own object below
  const { prototype } = Intl.DateTimeFormat;
  const getFormat = getOwnPropertyDescriptor(prototype, 'format')?.get as () => (date: unknown) => string;
  defineProperty(prototype, 'format', {
    get(this: unknown) {
      const format = apply(getFormat, this, []);
      return (date?: unknown) => format(date === undefined ? clock.now() : date);
    },
    configurable: true,
  });
  const { formatToParts } = prototype;
  defineHidden(prototype, 'formatToParts', function toParts(this: unknown, date?: unknown): unknown {
    return apply(formatToParts, this as never, [(date === undefined ? clock.now() : date) as never]);
  });
}
