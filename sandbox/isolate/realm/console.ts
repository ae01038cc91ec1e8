import { inspect } from './inspect.ts';
import {
  defineHidden,
  indexOf,
  mapGet,
  mapSet,
  RealMap,
  repeat,
  slice,
  stringify,
  toNumber,
  toText,
  trunc,
} from './primordials.ts';
import type { Clock } from './clock.ts';

/** Where a console writes and how much it may. */
export interface Printing {
  print: (text: string) => void;
  bounds: { logCharacters: number };
  clock: Clock;
  /** Takes what `console.assert` was told; by default a failure is only printed. */
  assertion?: ((holds: boolean) => unknown) | undefined;
}

/** Installs a console whose whole output is bounded: what goes past the bound is dropped. */
export function installConsole(target: object, printing: Printing): void {
  const printer = createPrinter(printing);
  const { line, state } = printer;
  const counters = new RealMap<unknown, unknown>();
  const methods: Record<string, (...args: unknown[]) => void> = {
    table: (value) => line([value]),
    dir: (value) => line([value]),
    dirxml: (...args) => line(args),
    trace: (...args) => line(['Trace:', ...args]),
    group: (...args) => {
      if (args.length > 0) line(args);
      state.indent += 2;
    },
    groupEnd: () => void (state.indent = state.indent > 2 ? state.indent - 2 : 0),
    assert: (condition, ...args) => assertion(printing, line, { holds: Boolean(condition), args }),
    count: (label = 'default') => {
      const count = ((mapGet(counters, label) as number | undefined) ?? 0) + 1;
      mapSet(counters, label, count);
      line([`${toText(label)}: ${count}`]);
    },
    countReset: (label = 'default') => void mapSet(counters, label, 0),
    ...stopwatch(printing.clock, line),
  };
  for (const name of ['log', 'info', 'debug', 'warn', 'error']) methods[name] = (...args) => line(args);
  methods['groupCollapsed'] = methods['group'] as () => void;
  const console = {};
  for (const name of Object.keys(methods)) {
    Object.defineProperty(console, name, {
      value: methods[name],
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  defineHidden(target, 'console', console);
}

function createPrinter({ print, bounds }: Printing): {
  line: (args: unknown[]) => void;
  state: { indent: number };
} {
  let used = 0;
  const state = { indent: 0 };
  const line = (args: unknown[]): void => {
    const left = bounds.logCharacters - used;
    if (left <= 0) return;
    const text = `${repeat(' ', state.indent)}${readable(args, left)}\n`;
    const cut = slice(text, 0, left);
    used += cut.length;
    print(cut);
  };
  return { line, state };
}

function assertion(
  { assertion: report }: Printing,
  line: (args: unknown[]) => void,
  { holds, args }: { holds: boolean; args: unknown[] },
): void {
  const message = args.length === 0 ? 'Assertion failed' : `Assertion failed: ${readable(args, 2000)}`;
  report?.(holds);
  if (!holds) line([message]);
}

function stopwatch(
  clock: Clock,
  line: (args: unknown[]) => void,
): Record<string, (...args: unknown[]) => void> {
  const starts = new RealMap<unknown, unknown>();
  const lap = (label: unknown): void => {
    const start = mapGet(starts, label) as number | undefined;
    if (start !== undefined) line([`${toText(label)}: ${clock.now() - start}ms`]);
  };
  return {
    time: (label = 'default') => void mapSet(starts, label, clock.now()),
    timeLog: (label = 'default') => lap(label),
    timeEnd: (label = 'default') => {
      lap(label);
      mapSet(starts, label, undefined);
    },
  };
}

/** Joins arguments as Node's console does: `%s %d %i %f %j %o %O %c %%` in a leading string, then the rest with spaces. */
/** A print never throws into the program, whatever its proxies do. */
function readable(args: unknown[], maxCharacters: number): string {
  try {
    return format(args, maxCharacters);
  } catch {
    return '[unreadable]';
  }
}

function format(args: unknown[], maxCharacters: number): string {
  const [first] = args;
  let text = '';
  let next = 0;
  if (typeof first === 'string') {
    const template = slice(first, 0, maxCharacters);
    if (args.length === 1) return template;
    [text, next] = fillIn(template, args, maxCharacters);
  }
  for (; next < args.length && text.length <= maxCharacters; next += 1) {
    text += `${next === 0 ? '' : ' '}${plainOrInspected(args[next], maxCharacters)}`;
  }
  return text;
}

/** The template with its placeholders filled, and the position of the first argument that was not used. */
function fillIn(template: string, args: unknown[], maxCharacters: number): [text: string, next: number] {
  let text = '';
  let next = 1;
  for (let at = 0; at < template.length; at += 1) {
    const letter = template[at] === '%' ? template[at + 1] : undefined;
    const isPlaceholder = letter !== undefined && indexOf('sdifjoOc', letter) >= 0 && next < args.length;
    if (!isPlaceholder && letter !== '%') text += template[at];
    else {
      text += isPlaceholder ? substitute(letter, args[next], maxCharacters) : '%';
      if (isPlaceholder) next += 1;
      at += 1;
    }
  }
  return [text, next];
}

function plainOrInspected(value: unknown, maxCharacters: number): string {
  return typeof value === 'string' ? slice(value, 0, maxCharacters) : inspect(value, maxCharacters);
}

function substitute(letter: string, value: unknown, maxCharacters: number): string {
  if (letter === 'c') return '';
  if (letter === 's') return plainOrInspected(value, maxCharacters);
  if (letter === 'j') return jsonOf(value);
  if (letter === 'o' || letter === 'O' || typeof value === 'object') return inspect(value, maxCharacters);
  if (typeof value === 'symbol') return 'NaN';
  if (letter === 'i') return toText(trunc(toNumber(value)));
  return toText(toNumber(value));
}

function jsonOf(value: unknown): string {
  try {
    return stringify(value) ?? 'undefined';
  } catch {
    return '[Circular]';
  }
}
