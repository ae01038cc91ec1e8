import { domException } from './dom-exception.ts';
import {
  bufferBytes,
  dateTime,
  defineProperty,
  getPrototypeOf,
  isArray,
  isView,
  mapForEach,
  mapGet,
  mapSet,
  objectKeys,
  objectTag,
  RealDate,
  RealError,
  RealMap,
  RealSet,
  regexpFlags,
  regexpSource,
  setAdd,
  setForEach,
  toText,
} from './primordials.ts';

type Seen = Map<unknown, unknown>;

/** The structured clone algorithm for everything that exists in an isolate; throws DataCloneError for the rest. */
export function structuredClone(value: unknown, _options?: unknown): unknown {
  return clone(value, new RealMap());
}

function clone(value: unknown, seen: Seen): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw uncloneable(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = mapGet(seen, value);
  if (known !== undefined) return known;
  const made = cloneExotic(value, seen);
  if (made !== undefined) return made;
  const target: object = isArray(value) ? [] : {};
  if (isArray(value)) (target as unknown[]).length = value.length;
  mapSet(seen, value, target);
  copyProperties(value, target, seen);
  return target;
}

function copyProperties(from: object, to: object, seen: Seen): void {
  const names = objectKeys(from);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    defineProperty(to, name, {
      value: clone((from as Record<string, unknown>)[name], seen),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

function cloneExotic(value: object, seen: Seen): unknown {
  if (isView(value)) return remember(seen, value, cloneView(value, seen));
  try {
    const make = makers[objectTag(value)];
    return make?.(value, seen);
  } catch (error) {
    if (error instanceof RealError && error.name === 'TypeError') return undefined;
    throw error;
  }
}

const makers: Record<string, (value: object, seen: Seen) => unknown> = {
  '[object Date]': (value, seen) => remember(seen, value, new RealDate(dateTime(value))),
  '[object RegExp]': (value, seen) =>
    remember(seen, value, new RegExp(regexpSource(value), regexpFlags(value))),
  '[object Number]': (value, seen) => remember(seen, value, Object(Number(value))),
  '[object String]': (value, seen) => remember(seen, value, Object(toText(value))),
  '[object Boolean]': (value, seen) => remember(seen, value, Object(Boolean.prototype.valueOf.call(value))),
  '[object ArrayBuffer]': (value, seen) =>
    remember(seen, value, (value as ArrayBuffer).slice(0, bufferBytes(value))),
  '[object Map]': (value, seen) => {
    const map = remember(seen, value, new RealMap());
    mapForEach(value, (item, key) => mapSet(map, clone(key, seen), clone(item, seen)));
    return map;
  },
  '[object Set]': (value, seen) => {
    const set = remember(seen, value, new RealSet());
    setForEach(value, (item) => setAdd(set, clone(item, seen)));
    return set;
  },
  '[object Error]': cloneError,
  '[object Promise]': (value) => {
    throw uncloneable(value);
  },
  '[object WeakMap]': (value) => {
    throw uncloneable(value);
  },
  '[object WeakSet]': (value) => {
    throw uncloneable(value);
  },
};

function cloneError(value: object, seen: Seen): unknown {
  const { name, message, stack, cause } = value as Error;
  const kinds: Record<string, ErrorConstructor> = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };
  const error = remember(seen, value, new (kinds[name] ?? RealError)(message));
  defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
  if (cause !== undefined) {
    defineProperty(error, 'cause', { value: clone(cause, seen), writable: true, configurable: true });
  }
  return error;
}

function cloneView(view: ArrayBufferView, seen: Seen): unknown {
  const buffer = clone(view.buffer, seen) as ArrayBuffer;
  const Kind = (getPrototypeOf(view) as { constructor: new (...parts: unknown[]) => unknown }).constructor;
  const length = (view as unknown as { length?: number | undefined }).length ?? view.byteLength;
  return new Kind(buffer, view.byteOffset, length);
}

function remember<T>(seen: Seen, from: object, to: T): T {
  mapSet(seen, from, to);
  return to;
}

function uncloneable(value: unknown): Error {
  const text =
    typeof value === 'symbol' ? 'Symbol' : typeof value === 'function' ? 'a function' : objectTag(value);
  return domException(`${text} could not be cloned.`, 'DataCloneError');
}
