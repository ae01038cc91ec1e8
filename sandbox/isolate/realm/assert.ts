import { createMatchers } from './assert-throws.ts';
import { isDeepStrictEqual } from './deep-equal.ts';
import { inspect } from './inspect.ts';
import {
  defineProperty,
  objectKeys,
  RealError,
  RealWeakSet,
  regexpTest,
  sameValue,
  slice,
  toText,
  weakSetAdd,
  weakSetDelete,
} from './primordials.ts';

/** Hears of every assertion the moment it is decided. */
export interface Tally {
  /** An assertion was made, and held or not. */
  count(holds: boolean): unknown;
  /** A failure that was counted was expected by the test (inside `assert.throws`). */
  excuse(): unknown;
}

export type Assert = ((value: unknown, message?: unknown) => void) & Record<string, unknown>;

/** The error of a failed assertion, with the fields of Node's. */
class AssertionError extends RealError {
  readonly code = 'ERR_ASSERTION';
  readonly generatedMessage: boolean;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly operator: string;

  constructor(
    options: { message?: unknown; actual?: unknown; expected?: unknown; operator?: string | undefined } = {},
  ) {
    super(options.message === undefined ? 'Failed' : toText(options.message));
    this.generatedMessage = options.message === undefined;
    this.actual = options.actual;
    this.expected = options.expected;
    this.operator = options.operator ?? 'fail';
    defineProperty(this, 'name', {
      value: 'AssertionError',
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** One assertion as `create` decides it. */
export interface Claim {
  holds: boolean;
  operator: string;
  actual: unknown;
  expected: unknown;
  /** The caller's message: text, or an error to be thrown as it is. */
  message?: unknown;
  /** What is said without a message. */
  text: string;
}

/** An `assert` as node:assert/strict gives, each assertion counted by the tally. */
export function createAssert(tally: Tally): Assert {
  const counted = new RealWeakSet();
  const decide = (claim: Claim): void => {
    tally.count(claim.holds);
    if (claim.holds) return;
    const error = claim.message instanceof RealError ? claim.message : failure(claim);
    weakSetAdd(counted, error);
    throw error;
  };
  const assert = ((value: unknown, ...rest: unknown[]) => decide(truthy(value, rest[0]))) as Assert;
  const methods = {
    ...comparisons(decide),
    ...createMatchers(decide, (error) => {
      if (typeof error === 'object' && error !== null && weakSetDelete(counted, error)) tally.excuse();
    }),
    ok: (value: unknown, message?: unknown) => decide(truthy(value, message)),
    fail: (message?: unknown) =>
      decide({
        holds: false,
        operator: 'fail',
        actual: undefined,
        expected: undefined,
        message,
        text: 'Failed',
      }),
    ifError: (value: unknown) =>
      decide({
        holds: value === null || value === undefined,
        operator: 'ifError',
        actual: value,
        expected: null,
        text: `ifError got unwanted exception: ${inspect(value, 500)}`,
      }),
    AssertionError,
    strict: assert,
  } as Record<string, unknown>;
  for (const name of objectKeys(methods)) {
    defineProperty(assert, name, {
      value: methods[name],
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  return assert;
}

function truthy(value: unknown, message: unknown): Claim {
  return {
    holds: Boolean(value),
    operator: '==',
    actual: value,
    expected: true,
    message,
    text: `The expression evaluated to a falsy value: ${inspect(value, 500)}`,
  };
}

function failure({ message, text, actual, expected, operator }: Claim): AssertionError {
  return new AssertionError({ message: message ?? text, actual, expected, operator });
}

type Comparison = (actual: unknown, expected: unknown, message?: unknown) => void;

function comparisons(decide: (claim: Claim) => void): Record<string, Comparison> {
  const compare =
    (operator: string, holds: (a: unknown, b: unknown) => boolean, text: string): Comparison =>
    (actual, expected, message) =>
      decide({
        holds: holds(actual, expected),
        operator,
        actual,
        expected,
        message,
        text: `${text}: ${brief(actual)} and ${brief(expected)}`,
      });
  const strictEqual = compare('strictEqual', sameValue, 'Expected values to be strictly equal');
  const notStrictEqual = compare(
    'notStrictEqual',
    (a, b) => !sameValue(a, b),
    'Expected values to be strictly unequal',
  );
  const deepStrictEqual = compare(
    'deepStrictEqual',
    isDeepStrictEqual,
    'Expected values to be strictly deep-equal',
  );
  const notDeepStrictEqual = compare(
    'notDeepStrictEqual',
    (a, b) => !isDeepStrictEqual(a, b),
    'Expected values not to be strictly deep-equal',
  );
  return {
    equal: strictEqual,
    strictEqual,
    notEqual: notStrictEqual,
    notStrictEqual,
    deepEqual: deepStrictEqual,
    deepStrictEqual,
    notDeepEqual: notDeepStrictEqual,
    notDeepStrictEqual,
    match: compare('match', matches, 'The input did not match the regular expression'),
    doesNotMatch: compare(
      'doesNotMatch',
      (a, b) => !matches(a, b),
      'The input was expected not to match the regular expression',
    ),
  };
}

function matches(text: unknown, pattern: unknown): boolean {
  return typeof text === 'string' && regexpTest(pattern, text);
}

function brief(value: unknown): string {
  return slice(inspect(value, 2000), 0, 2000);
}
