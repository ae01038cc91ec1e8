import { AsyncFunction, regexpTest, toText } from './primordials.ts';

/** Runs trusted test code, the body of an async function that sees `assert` and `require` whatever the program named its own things. */
export async function runTestBody(source: string, assert: unknown): Promise<unknown> {
  // Compiled alone first: what is no function body by itself must not become one inside another.
  void new AsyncFunction('require', source);
  const run = new AsyncFunction('assert', 'require', `return (async () => { ${source}\n})();`);
  return run(assert, testRequire(assert));
}

/** Whether a module's name means node:assert. */
export function isAssert(name: unknown): boolean {
  return typeof name === 'string' && regexpTest(/^(?:node:)?assert(?:\/strict)?$/, name);
}

/** `require` as trusted test code sees it. */
function testRequire(assert: unknown): (name: unknown) => unknown {
  return (name) => {
    if (isAssert(name)) return assert;
    throw new Error(`Cannot find module '${toText(name)}': test code has node:assert only.`);
  };
}
