import { createClock, installClock, type Clock } from './clock.ts';
import { installConsole } from './console.ts';
import { installLanguage } from './language.ts';
import { defineHidden } from './primordials.ts';
import { installRandom } from './random.ts';
import { installRefusals } from './refuse.ts';
import { installTimers, Timers } from './timers.ts';
import { installWeb } from './web.ts';

/** Start of virtual time: 2025-01-01T00:00:00Z. */
const epochMs = 1_735_689_600_000;

/** Functions of the process around the isolate; each takes and gives bounded strings only. */
export interface Outside {
  /** Appends to the program's logs. */
  log: (text: string) => void;
  /** Counts a refused API by name. */
  refuse: (api: string) => void;
  /** `held`, `failed` or `excused`. */
  assertion: (what: string) => void;
  /** Notes something about the test: what did not cross as it was, or how the test's own text failed. */
  note: (what: string) => void;
  /** Parses a URL or sets one part of it; see outside/url.ts. */
  url: (request: string) => string;
  /** Calls a function of the other isolate; empty in the solution's. */
  invoke: (name: string, args: string) => string;
}

/** What a program is executed with; the realm is prepared before it is known and reads it when it is needed. */
export interface RealmConfig {
  seed: number;
  logCharacters: number;
  outputCharacters: number;
}

/** Makes a bare V8 context into a realm that programs know: clock, timers, console and the usual globals. */
export function installGlobals(
  outside: Outside,
  config: RealmConfig,
  assertion?: (holds: boolean) => unknown,
): { clock: Clock; timers: Timers } {
  const clock = createClock(epochMs);
  const timers = new Timers(clock);
  installLanguage(globalThis);
  installRandom(config);
  installClock(globalThis, clock);
  installTimers(globalThis, timers);
  installRefusals(globalThis, outside.refuse);
  installWeb(globalThis, outside.url);
  installConsole(globalThis, {
    print: outside.log,
    bounds: config,
    clock,
    assertion,
  });
  defineHidden(globalThis, 'global', globalThis);
  return { clock, timers };
}
