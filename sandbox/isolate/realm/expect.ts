import { isJestEqual, isDeepStrictEqual } from './deep-equal.ts';
import { inspect } from './inspect.ts';
import {
  apply,
  assign,
  bareTable,
  hasOwn,
  indexOf,
  isArray,
  isError,
  objectKeys,
  objectTag,
  promiseThen,
  RealObject,
  RealProxy,
  regexpTest,
  resolved,
  sameValue,
  slice,
  toNumber,
  toText,
} from './primordials.ts';

/** Decides one expectation: counts it, and throws when it does not hold. */
export type Decide = (holds: boolean, text: string) => void;

/** What a matcher finds of a value and its arguments. */
type Matcher = (actual: unknown, args: unknown[]) => boolean;

const text = (value: unknown): string => slice(inspect(value, 500), 0, 500);
const number = (value: unknown): number => value as number;

/** Jest's matchers, as far as tests of functions and classes use them; a matcher that is not here is said to be missing. */
const matchers: Record<string, Matcher> = {
  toBe: (actual, [expected]) => sameValue(actual, expected),
  toEqual: (actual, [expected]) => isJestEqual(actual, expected),
  toStrictEqual: (actual, [expected]) => isDeepStrictEqual(actual, expected),
  toBeUndefined: (actual) => actual === undefined,
  toBeDefined: (actual) => actual !== undefined,
  toBeNull: (actual) => actual === null,
  toBeNaN: (actual) => sameValue(actual, toNumber('x')),
  toBeTruthy: (actual) => Boolean(actual),
  toBeFalsy: (actual) => !actual,
  toBeGreaterThan: (actual, [than]) => number(actual) > number(than),
  toBeGreaterThanOrEqual: (actual, [than]) => number(actual) >= number(than),
  toBeLessThan: (actual, [than]) => number(actual) < number(than),
  toBeLessThanOrEqual: (actual, [than]) => number(actual) <= number(than),
  toBeCloseTo: (actual, [to, digits = 2]) => {
    if (sameValue(actual, to)) return true;
    const difference = number(actual) - number(to);
    return (difference < 0 ? -difference : difference) < 10 ** -number(digits) / 2;
  },
  toBeInstanceOf: (actual, [of]) => actual instanceof (of as new () => unknown),
  toHaveLength: (actual, [length]) => (actual as { length?: unknown } | null)?.length === length,
  toMatch: (actual, [pattern]) => matchesText(actual, pattern),
  toContain: (actual, [item]) =>
    typeof actual === 'string' ? indexOf(actual, toText(item)) >= 0 : has(actual, item, sameValue),
  toContainEqual: (actual, [item]) => has(actual, item, isJestEqual),
  toHaveProperty: (actual, args) => hasPath(actual, args),
};

function matchesText(actual: unknown, pattern: unknown): boolean {
  if (typeof actual !== 'string') return false;
  return typeof pattern === 'string' ? indexOf(actual, pattern) >= 0 : regexpTest(pattern, actual);
}

function has(list: unknown, item: unknown, equal: (a: unknown, b: unknown) => boolean): boolean {
  for (const each of list as Iterable<unknown>) if (equal(each, item)) return true;
  return false;
}

function hasPath(actual: unknown, args: unknown[]): boolean {
  const path = isArray(args[0]) ? (args[0] as string[]) : splitPath(toText(args[0]));
  let value = actual;
  for (let at = 0; at < path.length; at += 1) {
    if (value === null || value === undefined || !((path[at] as string) in RealObject(value))) return false;
    value = (value as Record<string, unknown>)[path[at] as string];
  }
  return args.length < 2 || isJestEqual(value, args[1]);
}

function splitPath(path: string): string[] {
  const parts: string[] = [];
  let rest = path;
  for (let at = indexOf(rest, '.'); at >= 0; at = indexOf(rest, '.')) {
    parts[parts.length] = slice(rest, 0, at);
    rest = slice(rest, at + 1);
  }
  parts[parts.length] = rest;
  return parts;
}

/** What a call threw, as toThrow wants it: nothing said, a part of its message, a pattern, a class, or an error with the same message. */
function threwAs(thrown: { error: unknown } | undefined, args: unknown[]): boolean {
  if (thrown === undefined) return false;
  if (args.length === 0) return true;
  const [wanted] = args;
  const { error } = thrown;
  if (typeof wanted === 'function') return error instanceof (wanted as new () => unknown);
  const message = isObject(error) ? (error as { message?: unknown }).message : error;
  if (typeof wanted === 'string') return indexOf(toText(message), wanted) >= 0;
  if (objectTag(wanted) === '[object RegExp]') return regexpTest(wanted, toText(message));
  return isObject(wanted) && sameValue((wanted as { message?: unknown }).message, message);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function thrownBy(block: unknown): { error: unknown } | undefined {
  try {
    apply(block as () => unknown, undefined, []);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** One call of `expect`: what it was given, what decides, and whether it is inverted. */
interface Claimed {
  actual: unknown;
  isNot: boolean;
  decide: Decide;
}

function judge(name: string, args: unknown[], { actual, isNot, decide }: Claimed): void {
  const isThrow = name === 'toThrow' || name === 'toThrowError';
  const holds = isThrow
    ? threwAs(isError(actual) ? { error: actual } : thrownBy(actual), args)
    : (matchers[name] as Matcher)(actual, args);
  const said = isThrow ? '' : ` ${text(actual)}`;
  const wanted = args.length === 0 ? '' : ` ${text(args[0])}`;
  decide(holds !== isNot, `expected${said}${isNot ? ' not' : ''} ${name}${wanted}`);
}

const names = [...objectKeys(matchers), 'toThrow', 'toThrowError'];

/** Every matcher as a method. */
function methods(call: (name: string, args: unknown[]) => unknown): Record<string, unknown> {
  const found = bareTable<unknown>({});
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    found[name] = (...args: unknown[]) => call(name, args);
  }
  return found;
}

/** The same for what a promise comes to. */
function awaited(claimed: Claimed, wants: 'value' | 'error'): Record<string, unknown> {
  const { actual, decide } = claimed;
  const judgeOr =
    (kind: 'value' | 'error', name: string, args: unknown[]) =>
    (settled: unknown): void => {
      if (wants === kind) judge(name, args, { ...claimed, actual: settled });
      else decide(false, `expected a ${wants === 'value' ? 'value' : 'rejection'}, got ${text(settled)}`);
    };
  return methods((name, args) => {
    const promise = typeof actual === 'function' ? apply(actual as () => unknown, undefined, []) : actual;
    return promiseThen(resolved(promise), judgeOr('value', name, args), judgeOr('error', name, args));
  });
}

/** `expect` of Jest. `missing` makes the error of a matcher that is not here. */
export function createExpect(decide: Decide, missing: (name: string) => Error): unknown {
  const guarded = (known: object, prefix = ''): unknown =>
    new RealProxy(known as Record<string, unknown>, {
      get: (target, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (hasOwn(target, name)) return target[name];
        throw missing(`${prefix}${name}`);
      },
    });
  const withNot = (make: (isNot: boolean) => Record<string, unknown>): Record<string, unknown> => {
    const plain = make(false);
    plain['not'] = guarded(make(true));
    return plain;
  };
  const expect = (actual: unknown): unknown => {
    const claimed = (isNot: boolean): Claimed => ({ actual, isNot, decide });
    const plain = withNot((isNot) => methods((name, args) => judge(name, args, claimed(isNot))));
    plain['resolves'] = guarded(withNot((isNot) => awaited(claimed(isNot), 'value')));
    plain['rejects'] = guarded(withNot((isNot) => awaited(claimed(isNot), 'error')));
    return guarded(plain);
  };
  return guarded(assign(expect, { assertions: () => {}, hasAssertions: () => {} }), 'expect.');
}
