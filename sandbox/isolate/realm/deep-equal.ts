import {
  bareTable,
  booleanValue,
  dateTime,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  isArray,
  isEnumerable,
  isView,
  mapForEach,
  mapGet,
  mapHas,
  mapSize,
  mapSet,
  numberValue,
  objectKeys,
  objectTag,
  RealMap,
  RealUint8Array,
  regexpFlags,
  regexpSource,
  sameValue,
  setForEach,
  setHas,
  setSize,
  stringValue,
  toText,
  typedArrayLength,
} from './primordials.ts';

interface Seen {
  /** What an object is being compared with. */
  pairs: Map<unknown, unknown>;
  /** As Jest's toEqual: what made an object does not matter, nor do properties that are undefined. */
  isLoose: boolean;
}

/** Equality of node:assert/strict's deepEqual: Object.is on primitives, equal prototypes, own enumerable properties, contents of collections. */
export function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  return same(a, b, { pairs: new RealMap(), isLoose: false });
}

/** Equality of Jest's toEqual: as above, but prototypes do not count, undefined properties are as good as none, and of errors only the message does. */
export function isJestEqual(a: unknown, b: unknown): boolean {
  return same(a, b, { pairs: new RealMap(), isLoose: true });
}

function same(a: unknown, b: unknown, seen: Seen): boolean {
  if (sameValue(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (!sameKind(a, b, seen)) return false;
  const tag = objectTag(a);
  if (mapGet(seen.pairs, a) === b) return true;
  mapSet(seen.pairs, a, b);
  const equal = sameContents(tag, [a, b], seen) && sameProperties(a, b, seen);
  if (!equal) mapSet(seen.pairs, a, undefined);
  return equal;
}

function sameKind(a: object, b: object, { isLoose }: Seen): boolean {
  if (!isLoose && getPrototypeOf(a) !== getPrototypeOf(b)) return false;
  return objectTag(a) === objectTag(b) && isArray(a) === isArray(b);
}

function sameContents(tag: string, [a, b]: [object, object], seen: Seen): boolean {
  try {
    return contentsEqual(tag, [a, b], seen);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return true;
  }
}

/** What a value holds beside its properties. Throws where the tag lied; the properties then decide. */
function contentsEqual(tag: string, [a, b]: [object, object], seen: Seen): boolean {
  if (isArray(a)) return a.length === (b as unknown[]).length;
  if (isView(a)) return isView(b) && typedArrayLength(a) === typedArrayLength(b);
  return contents[tag]?.(a, b, seen) ?? true;
}

const never = (): boolean => false;
const contents = bareTable<(a: object, b: object, seen: Seen) => boolean>({
  '[object Map]': (a, b, seen) => mapSize(a) === mapSize(b) && sameMaps(a, b, seen),
  '[object Set]': (a, b, seen) => setSize(a) === setSize(b) && sameSets(a, b, seen),
  '[object Date]': (a, b) => sameValue(dateTime(a), dateTime(b)),
  '[object RegExp]': (a, b) =>
    regexpSource(a) === regexpSource(b) &&
    regexpFlags(a) === regexpFlags(b) &&
    (a as RegExp).lastIndex === (b as RegExp).lastIndex,
  '[object Error]': (a, b, seen) => sameErrors(a as Error, b as Error, seen),
  '[object Number]': (a, b) => sameValue(numberValue(a), numberValue(b)),
  '[object String]': (a, b) => stringValue(a) === stringValue(b),
  '[object Boolean]': (a, b) => booleanValue(a) === booleanValue(b),
  '[object ArrayBuffer]': (a, b, seen) =>
    same(new RealUint8Array(a as ArrayBuffer), new RealUint8Array(b as ArrayBuffer), seen),
  '[object Symbol]': never,
  '[object Promise]': never,
  '[object WeakMap]': never,
  '[object WeakSet]': never,
});

function sameErrors(a: Error, b: Error, seen: Seen): boolean {
  if (seen.isLoose) return toText(a.message) === toText(b.message);
  return (
    toText(a.name) === toText(b.name) &&
    toText(a.message) === toText(b.message) &&
    hasOwn(a, 'cause') === hasOwn(b, 'cause') &&
    same(a.cause, b.cause, seen)
  );
}

function sameProperties(a: object, b: object, seen: Seen): boolean {
  if (seen.isLoose) return hasDefinedOf(a, b, seen) && hasDefinedOf(b, a, seen);
  const names = objectKeys(a);
  if (names.length !== objectKeys(b).length) return false;
  const symbols = enumerableSymbols(a);
  if (symbols.length !== enumerableSymbols(b).length) return false;
  const all = [...names, ...symbols];
  for (let at = 0; at < all.length; at += 1) {
    const key = all[at] as string;
    if (!isEnumerable(b, key)) return false;
    if (!same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], seen)) return false;
  }
  return true;
}

/** Whether every property of one object that is not undefined is the other's, too. */
function hasDefinedOf(a: object, b: object, seen: Seen): boolean {
  const all = [...objectKeys(a), ...enumerableSymbols(a)];
  for (let at = 0; at < all.length; at += 1) {
    const key = all[at] as string;
    const value = (a as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (!hasOwn(b, key) || !same(value, (b as Record<string, unknown>)[key], seen)) return false;
  }
  return true;
}

function enumerableSymbols(value: object): symbol[] {
  const symbols = getOwnPropertySymbols(value);
  const found: symbol[] = [];
  for (let at = 0; at < symbols.length; at += 1) {
    if (isEnumerable(value, symbols[at] as symbol)) found[found.length] = symbols[at] as symbol;
  }
  return found;
}

function sameMaps(a: object, b: object, seen: Seen): boolean {
  const open: [unknown, unknown][] = [];
  let equal = true;
  mapForEach(a, (value, key) => {
    if (!equal) return;
    if (mapHas(b, key)) equal = same(value, mapGet(b, key), seen);
    else if (typeof key === 'object' && key !== null) open[open.length] = [key, value];
    else equal = false;
  });
  if (!equal || open.length === 0) return equal;
  const others: [unknown, unknown][] = [];
  mapForEach(b, (value, key) => {
    if (typeof key === 'object' && key !== null && !mapHas(a, key)) others[others.length] = [key, value];
  });
  return pairUp(open, others, (x, y) => same(x[0], y[0], seen) && same(x[1], y[1], seen));
}

function sameSets(a: object, b: object, seen: Seen): boolean {
  const open: unknown[] = [];
  let equal = true;
  setForEach(a, (item) => {
    if (setHas(b, item)) return;
    if (typeof item === 'object' && item !== null) open[open.length] = item;
    else equal = false;
  });
  if (!equal || open.length === 0) return equal;
  const others: unknown[] = [];
  setForEach(b, (item) => {
    if (typeof item === 'object' && item !== null && !setHas(a, item)) others[others.length] = item;
  });
  return pairUp(open, others, (x, y) => same(x, y, seen));
}

/** Finds a different partner among `others` for each of `items`. */
function pairUp<T>(items: T[], others: T[], equal: (x: T, y: T) => boolean): boolean {
  if (items.length !== others.length) return false;
  const taken: boolean[] = [];
  for (let at = 0; at < items.length; at += 1) {
    let found = false;
    for (let other = 0; other < others.length && !found; other += 1) {
      if (taken[other] === true || !equal(items[at] as T, others[other] as T)) continue;
      taken[other] = true;
      found = true;
    }
    if (!found) return false;
  }
  return true;
}
