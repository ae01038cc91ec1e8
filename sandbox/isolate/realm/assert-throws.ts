import type { Claim } from './assert.ts';
import { isDeepStrictEqual } from './deep-equal.ts';
import { inspect } from './inspect.ts';
import {
  apply,
  isArray,
  objectKeys,
  objectTag,
  RealError,
  RealTypeError,
  regexpTest,
  toText,
} from './primordials.ts';

type Decide = (claim: Claim) => void;

/** throws, doesNotThrow, rejects and doesNotReject. `excuse` hears of every error that was expected. */
export function createMatchers(decide: Decide, excuse: (error: unknown) => void): Record<string, unknown> {
  const settle = (operator: string, outcome: Outcome, [expected, message]: unknown[]): void => {
    if (!outcome.threw) return decide(missing(operator, expected, message));
    excuse(outcome.error);
    decide(judged(operator, outcome.error, [expected, message]));
  };
  return {
    throws: (block: unknown, ...rest: unknown[]) => settle('throws', attempt(block), rest),
    rejects: async (block: unknown, ...rest: unknown[]) => settle('rejects', await attemptAsync(block), rest),
    doesNotThrow: (block: unknown, ...rest: unknown[]) =>
      decide(unwanted('doesNotThrow', attempt(block), rest)),
    doesNotReject: async (block: unknown, ...rest: unknown[]) =>
      decide(unwanted('doesNotReject', await attemptAsync(block), rest)),
  };
}

interface Outcome {
  threw: boolean;
  error?: unknown;
}

function attempt(block: unknown): Outcome {
  if (typeof block !== 'function') throw new RealTypeError('The "fn" argument must be of type function.');
  try {
    apply(block as () => unknown, undefined, []);
    return { threw: false };
  } catch (error) {
    return { threw: true, error };
  }
}

async function attemptAsync(block: unknown): Promise<Outcome> {
  const promise: unknown = typeof block === 'function' ? (block as () => unknown)() : block;
  if (typeof (promise as { then?: unknown } | null)?.then !== 'function') {
    throw new RealTypeError('Expected a promise or a function that returns one.');
  }
  try {
    await (promise as Promise<unknown>);
    return { threw: false };
  } catch (error) {
    return { threw: true, error };
  }
}

function missing(operator: string, expected: unknown, message: unknown): Claim {
  const text = operator === 'throws' ? 'Missing expected exception.' : 'Missing expected rejection.';
  const said = typeof expected === 'string' ? expected : message;
  return { holds: false, operator, actual: undefined, expected, message: said, text };
}

function unwanted(operator: string, { threw, error }: Outcome, [expected, message]: unknown[]): Claim {
  const said = typeof expected === 'string' ? expected : message;
  return {
    holds: !threw,
    operator,
    actual: error,
    expected: undefined,
    message: said,
    text: `Got unwanted ${operator === 'doesNotThrow' ? 'exception' : 'rejection'}: ${inspect(error, 500)}`,
  };
}

function judged(operator: string, error: unknown, [expected, message]: unknown[]): Claim {
  const complaint = complain(error, expected);
  return {
    holds: complaint === undefined,
    operator,
    actual: error,
    expected,
    message,
    text: complaint ?? '',
  };
}

/** What is wrong with an error that was expected to be like `expected`: nothing, a class, a pattern, a check or an example. */
function complain(error: unknown, expected: unknown): string | undefined {
  if (expected === undefined || typeof expected === 'string') return undefined;
  if (objectTag(expected) === '[object RegExp]') {
    return regexpTest(expected, toText(error))
      ? undefined
      : `The error does not match: ${inspect(error, 500)}`;
  }
  if (typeof expected === 'function') return complainOfFunction(error, expected as ErrorConstructor);
  return complainOfExample(error, expected as Record<string, unknown>);
}

function complainOfFunction(error: unknown, expected: ErrorConstructor): string | undefined {
  const isClass = (expected.prototype as unknown) !== undefined;
  if (isClass && error instanceof expected) return undefined;
  if (isClass && (expected === RealError || RealError.isPrototypeOf(expected))) {
    return `The error is not an instance of ${expected.name}: ${inspect(error, 500)}`;
  }
  const answer: unknown = apply(expected, {}, [error as string]);
  return answer === true ? undefined : 'The validation function did not return true';
}

function complainOfExample(error: unknown, example: Record<string, unknown>): string | undefined {
  const names: string[] = objectKeys(example);
  if (example instanceof RealError) names.push('name', 'message');
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const actual = (error as Record<string, unknown> | null)?.[name];
    const wanted = example[name];
    const isPattern =
      objectTag(wanted) === '[object RegExp]' && typeof actual === 'string' && !isArray(wanted);
    const holds = isPattern ? regexpTest(wanted, actual) : isDeepStrictEqual(actual, wanted);
    if (!holds) return `The error's ${name} is ${inspect(actual, 500)}, expected ${inspect(wanted, 500)}`;
  }
  return undefined;
}
