import { defineHidden } from './primordials.ts';

/** Clocks, unaccounted memory and threads in disguise. */
const removed = ['WebAssembly', 'SharedArrayBuffer', 'Atomics'];

/** Takes away what would make a program unrepeatable or unbounded; weak references stay but never clear. */
export function installLanguage(target: object): void {
  for (const name of removed) Reflect.deleteProperty(target, name);
  defineHidden(target, 'WeakRef', KeptRef);
  defineHidden(target, 'FinalizationRegistry', SilentRegistry);
}

const KeptRef = class WeakRef<T extends WeakKey> {
  readonly #target: T;

  constructor(target: T) {
    if (Object(target) !== target && typeof target !== 'symbol') {
      throw new TypeError('WeakRef: target must be an object');
    }
    this.#target = target;
  }

  deref(): T {
    return this.#target;
  }

  get [Symbol.toStringTag](): string {
    return 'WeakRef';
  }
};

const SilentRegistry = class FinalizationRegistry {
  constructor(cleanup: unknown) {
    if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable');
  }

  register(): void {}

  unregister(): boolean {
    return false;
  }

  get [Symbol.toStringTag](): string {
    return 'FinalizationRegistry';
  }
};
