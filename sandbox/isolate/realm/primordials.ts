// oxlint-disable typescript/unbound-method -- taking methods off their prototypes is what this file is for
/**
 * Everything that code inside an isolate needs of the language, taken before the program ran. Nothing here protects a verdict (the
 * judge sits outside); it keeps our own code working in a realm whose prototypes a program has changed.
 */

const { apply } = Reflect;

/** A method as a plain function whose first argument is the receiver; later changes to prototypes do not reach it. */
function uncurry<S, A extends unknown[], R>(method: (this: S, ...args: A) => R): (self: S, ...args: A) => R {
  return (self, ...args) => apply<S, A, R>(method, self, args);
}

/** The getter of an accessor property as a plain function. */
function getter(prototype: object, name: PropertyKey): (self: unknown) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: unknown) => unknown;
  return uncurry(get);
}

export const {
  keys: objectKeys,
  defineProperty,
  getPrototypeOf,
  getOwnPropertyDescriptor,
  getOwnPropertySymbols,
  is: sameValue,
} = Object;
export const { construct } = Reflect;
export const { assign, create, setPrototypeOf } = Object;
export const RealObject = Object;
export const RealProxy = Proxy;
export { apply };
export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const { stringify, parse } = JSON;
export const { floor, min, max, trunc } = Math;
export const { isFinite: isFiniteNumber } = Number;
export const toText = String;
export const toNumber = Number;
export const ObjectPrototype = Object.prototype;
export const RealDate = Date;
export const RealPromise = Promise;
export const RealMap = Map;
export const RealSet = Set;
export const RealError = Error;
export const RealTypeError = TypeError;
export const RealRangeError = RangeError;
/** Whether a value was made by an error's constructor, whatever it says of itself. */
export const { isError } = Error as unknown as { isError: (value: unknown) => boolean };
export const AsyncFunction = async function () {}.constructor as new (
  ...parts: string[]
) => (...args: unknown[]) => Promise<unknown>;

export const objectTag = uncurry(Object.prototype.toString);
export const hasOwn = uncurry(Object.prototype.hasOwnProperty);
export const isEnumerable = uncurry(Object.prototype.propertyIsEnumerable);
export const mapForEach = uncurry(
  Map.prototype.forEach as (this: unknown, callback: (value: unknown, key: unknown) => void) => void,
);
export const mapGet = uncurry(Map.prototype.get as (this: unknown, key: unknown) => unknown);
export const mapSet = uncurry(Map.prototype.set as (this: unknown, key: unknown, value: unknown) => unknown);
export const mapHas = uncurry(Map.prototype.has as (this: unknown, key: unknown) => boolean);
export const mapDelete = uncurry(Map.prototype.delete as (this: unknown, key: unknown) => boolean);
export const mapSize = getter(Map.prototype, 'size') as (self: unknown) => number;
export const setForEach = uncurry(
  Set.prototype.forEach as (this: unknown, callback: (value: unknown) => void) => void,
);
export const setHas = uncurry(Set.prototype.has as (this: unknown, key: unknown) => boolean);
export const setAdd = uncurry(Set.prototype.add as (this: unknown, key: unknown) => unknown);
export const RealWeakMap = WeakMap;
export const weakMapGet = uncurry(WeakMap.prototype.get as (this: unknown, key: object) => unknown);
export const weakMapSet = uncurry(
  WeakMap.prototype.set as (this: unknown, key: object, value: unknown) => unknown,
);
export const RealWeakSet = WeakSet;
export const weakSetAdd = uncurry(WeakSet.prototype.add as (this: unknown, key: object) => unknown);
export const weakSetDelete = uncurry(WeakSet.prototype.delete);
export const setSize = getter(Set.prototype, 'size') as (self: unknown) => number;
export const dateTime = uncurry(Date.prototype.getTime);
export const dateIso = uncurry(Date.prototype.toISOString);
export const regexpSource = getter(RegExp.prototype, 'source') as (self: unknown) => string;
export const regexpFlags = getter(RegExp.prototype, 'flags') as (self: unknown) => string;
export const regexpTest = uncurry(RegExp.prototype.test);
export const numberValue = uncurry(Number.prototype.valueOf);
export const stringValue = uncurry(String.prototype.valueOf);
export const booleanValue = uncurry(Boolean.prototype.valueOf);
export const bigintText = uncurry(BigInt.prototype.toString);
export const symbolText = uncurry(Symbol.prototype.toString);
export const slice = uncurry(String.prototype.slice);
export const charCode = uncurry(String.prototype.charCodeAt);
export const indexOf = uncurry(String.prototype.indexOf);
export const lastIndexOf = uncurry(String.prototype.lastIndexOf);
export const repeat = uncurry(String.prototype.repeat);
export const promiseThen = uncurry(
  Promise.prototype.then as (
    this: unknown,
    ok: (value: unknown) => void,
    no: ((reason: unknown) => void) | undefined,
  ) => unknown,
);
export const resolved = Promise.resolve.bind(Promise) as (value?: unknown) => Promise<unknown>;

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
export const typedArrayTag = getter(typedArrayPrototype, Symbol.toStringTag) as (
  self: unknown,
) => string | undefined;
export const typedArrayLength = getter(typedArrayPrototype, 'length') as (self: unknown) => number;
export const bufferBytes = getter(ArrayBuffer.prototype, 'byteLength') as (self: unknown) => number;
export const RealUint8Array = Uint8Array;

/** An array without prototype: indexed writes to it reach no setter that a program planted. */
export function bareArray<T>(): T[] {
  return setPrototypeOf([] as T[], null) as T[];
}

/** A table without prototype: looking up a name that is not in it finds nothing. */
export function bareTable<T>(entries: Record<string, T>): Record<string, T> {
  return setPrototypeOf(entries, null) as Record<string, T>;
}

/** Sets a global the way the language sets its own: writable, configurable, not enumerable. */
export function defineHidden(target: object, name: PropertyKey, value: unknown): void {
  defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  } as PropertyDescriptor);
}
