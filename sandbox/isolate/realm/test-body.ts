import { createJest } from './jest.ts';
import {
  AsyncFunction,
  isError,
  mapHas,
  RealError,
  RealMap,
  RealWeakMap,
  regexpTest,
  slice,
  toText,
  weakMapGet,
  weakMapSet,
} from './primordials.ts';

/**
 * Why a test's own text could not go on: it does not compile (`syntax`), requires a module that is not there (`module`), hands over or makes what cannot cross
 * as data (`crossing`), names a global that Node or a test framework has and we have not (`missing`), or throws anything but a failed assertion (`threw`).
 */
export type TestFault = 'syntax' | 'module' | 'crossing' | 'missing' | 'threw';

const faults = new RealWeakMap<object, TestFault>();

/** Marks an error as one that the test's own text brought about. */
export function asFault<E extends Error>(error: E, fault: TestFault): E {
  weakMapSet(faults, error, fault);
  return error;
}

/**
 * Runs trusted test code, the body of an async function that sees `assert` and `require` whatever the program named its own things. `onFault` hears why it could
 * not run to its end.
 */
export async function runTestBody(
  source: string,
  { assert, onFault }: { assert: unknown; onFault: (fault: TestFault) => void },
): Promise<unknown> {
  const run = compiled(source, onFault);
  const jest = createJest({
    decide: (holds, message) => (assert as (value: unknown, message: string) => void)(holds, message),
    missing: (name) =>
      asFault(new RealError(`${name} of Jest is not there: docs/tasks.md says what is.`), 'missing'),
    faultOf,
  });
  try {
    const value = await run(assert, testRequire(assert, jest.module));
    await jest.run();
    return value;
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== undefined) onFault(fault);
    throw error;
  }
}

function compiled(
  source: string,
  onFault: (fault: TestFault) => void,
): (...args: unknown[]) => Promise<unknown> {
  try {
    // Compiled alone first: what is no function body by itself must not become one inside another.
    void new AsyncFunction('require', source);
    return new AsyncFunction('assert', 'require', `return (async () => { ${source}\n})();`);
  } catch (error) {
    onFault('syntax');
    throw error;
  }
}

function faultOf(error: unknown): TestFault | undefined {
  if (typeof error !== 'object' || error === null) return 'threw';
  const known = weakMapGet(faults, error) as TestFault | undefined;
  if (known !== undefined) return known;
  const { name, message } = error as { name?: unknown; message?: unknown };
  if (name === 'AssertionError' || name === 'CrossingError') return undefined;
  return isError(error) && name === 'ReferenceError' && mapHas(missingTexts, message) ? 'missing' : 'threw';
}

/** Globals of Node and of test frameworks that tests name and that no program is expected to define. */
const absent = [
  'process',
  'Buffer',
  'setImmediate',
  'clearImmediate',
  '__dirname',
  '__filename',
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'Worker',
  'window',
  'document',
  'navigator',
  'describe',
  'context',
  'it',
  'test',
  'suite',
  'expect',
  'before',
  'after',
  'beforeAll',
  'beforeEach',
  'afterAll',
  'afterEach',
  'jest',
  'vi',
  'sinon',
  'chai',
  'QUnit',
];
const missingTexts = new RealMap<unknown, true>(absent.map((name) => [`${name} is not defined`, true]));

/** Whether a module's name means node:assert. */
export function isAssert(name: unknown): boolean {
  return typeof name === 'string' && regexpTest(/^(?:node:)?assert(?:\/strict)?$/, name);
}

/** `require` as trusted test code sees it. */
function testRequire(assert: unknown, jest: unknown): (name: unknown) => unknown {
  return (name) => {
    if (isAssert(name)) return assert;
    if (name === '@jest/globals' || name === 'vitest') return jest;
    const shown = typeof name === 'string' ? slice(name, 0, 200) : toText(typeof name);
    throw asFault(
      new RealError(`Cannot find module '${shown}': test code has node:assert and @jest/globals only.`),
      'module',
    );
  };
}
