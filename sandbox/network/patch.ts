/** Puts back exactly what a layer replaced. */
export type Undo = () => void;

/** A function of unknown shape, as patches see it. */
export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** What a patched function is called with. */
export interface Call {
  self: unknown;
  args: unknown[];
  /** Calls the original with the same `this`. */
  proceed: (args?: unknown[]) => unknown;
}

/**
 * Replaces the function `owner[key]` by one that hands every call to `handler`; the undo restores the original property
 * descriptor. Does nothing where there is no such function, so that one list serves every Node version.
 */
export function patchFunction(owner: object, key: string, handler: (call: Call) => unknown): Undo {
  const original: unknown = Reflect.get(owner, key);
  if (typeof original !== 'function') return () => {};
  return replaceProperty(owner, key, wrap(original as AnyFunction, handler));
}

/**
 * Replaces the class `owner[key]`, also where its prototype names it: `construct` decides what `new` does. Statics and
 * `instanceof` keep working.
 */
export function patchClass(
  owner: object,
  key: string,
  construct: (target: NewableFunction, args: unknown[], newTarget: NewableFunction) => object,
): Undo {
  const original: unknown = Reflect.get(owner, key);
  if (typeof original !== 'function') return () => {};
  const replacement = new Proxy(original, { construct });
  const prototype: unknown = Reflect.get(original, 'prototype');
  return undoAll([
    replaceProperty(owner, key, replacement),
    ...(typeof prototype === 'object' && prototype !== null
      ? [replaceProperty(prototype, 'constructor', replacement)]
      : []),
  ]);
}

/** Sets a property and returns the way back to its exact descriptor (or to its absence). */
export function replaceProperty(owner: object, key: string, value: unknown): Undo {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? true,
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}

/** One undo for many, last in first out. */
export function undoAll(undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of undos.toReversed()) undo();
  };
}

function wrap(original: AnyFunction, handler: (call: Call) => unknown): AnyFunction {
  function sealed(this: unknown, ...args: unknown[]): unknown {
    return handler({
      self: this,
      args,
      proceed: (changed = args) => Reflect.apply(original, this, changed),
    });
  }
  Object.defineProperty(sealed, 'name', { value: original.name, configurable: true });
  Object.defineProperty(sealed, 'length', { value: original.length, configurable: true });
  Reflect.setPrototypeOf(sealed, Reflect.getPrototypeOf(original));
  for (const key of Reflect.ownKeys(original)) copyStatic(original, sealed, key);
  return sealed;
}

/** Copies e.g. util.promisify.custom; what cannot be redefined (name, length, prototype) stays. */
function copyStatic(from: object, to: object, key: string | symbol): void {
  if (key === 'name' || key === 'length' || key === 'prototype') return;
  const descriptor = Object.getOwnPropertyDescriptor(from, key);
  if (descriptor !== undefined) Reflect.defineProperty(to, key, descriptor);
}
