import type { Suite } from '../contract/suite.ts';

// On globalThis, because a suite file may import another copy of this package than the launcher is.
const key = Symbol.for('hermes.suite-listener');
const registry = globalThis as unknown as Record<symbol, ((suite: Suite) => void) | undefined>;

/** Calls the listener for every suite declared from now on; returns the undo. */
export function listenForSuites(listener: (suite: Suite) => void): () => void {
  registry[key] = listener;
  return () => {
    delete registry[key];
  };
}

/** Tells the listener, if there is one, of a declared suite. */
export function announceSuite(suite: Suite): void {
  registry[key]?.(suite);
}
