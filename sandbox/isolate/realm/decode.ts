import { type ClassMark, errorPrototypes, standInPrototype } from './classes.ts';
import {
  bareArray,
  bareTable,
  defineHidden,
  defineProperty,
  hasOwn,
  isArray,
  mapSet,
  objectKeys,
  parse,
  RealDate,
  RealError,
  RealMap,
  RealSet,
  RealTypeError,
  setAdd,
  setPrototypeOf,
} from './primordials.ts';

/** What did not cross as it was. */
type Loss =
  /** An instance of a class of the other realm: its own properties are there, under a prototype that stands for the class. */
  | 'instance'
  /** A property of an error that is no data. */
  | 'part';

/** How a value is made of its text. */
export interface Decoding {
  /** Instances become plain data, as JSON would write them. */
  isPlain?: boolean | undefined;
  /** Told of everything that did not cross as it was. */
  onLoss?: ((loss: Loss) => void) | undefined;
}

/** Makes the value of a text written by `encode`. Throws on a text that `encode` cannot have written. */
export function decode(text: string, how: Decoding = {}): unknown {
  return decodeParsed(parse(text), how);
}

/** The same for a part of an already parsed text. */
export function decodeParsed(json: unknown, how: Decoding = {}): unknown {
  return revive(json, { known: bareArray(), how });
}

type Tagged = Record<string, unknown> & { $: string };
/** Values that were made already, in the order of `encode`. */
interface Refs {
  known: unknown[];
  how: Decoding;
}

function revive(json: unknown, refs: Refs): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (!isArray(json) && hasOwn(json, '$')) return reviveTagged(json as Tagged, refs);
  refs.known[refs.known.length] = json;
  const names = objectKeys(json);
  const target = json as Record<string, unknown>;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const child = target[name];
    if (typeof child === 'object' && child !== null) put(target, name, revive(child, refs));
  }
  return json;
}

/** An own property, whatever setters the prototypes have and even if the name is `__proto__`. */
function put(target: object, name: PropertyKey, value: unknown): void {
  defineProperty(target, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
}

function reviveTagged(tagged: Tagged, refs: Refs): unknown {
  const reviver = revivers[tagged.$];
  if (reviver === undefined) throw new RealTypeError('unknown tag in encoded value');
  return reviver(tagged, refs);
}

const revivers = bareTable<(tagged: Tagged, refs: Refs) => unknown>({
  undefined: () => undefined,
  NaN: () => NaN,
  Infinity: () => Infinity,
  '-Infinity': () => -Infinity,
  '-0': () => -0,
  bigint: ({ v }) => {
    const hex = v as string;
    return hex[0] === '-' ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`);
  },
  ref: ({ v }, refs) => {
    if (!((v as number) in refs.known)) throw new RealTypeError('unknown reference in encoded value');
    return refs.known[v as number];
  },
  date: ({ v }, refs) => remember(refs, new RealDate(revive(v, noRefs()) as number)),
  regexp: ({ v, f, l }, refs) => {
    const pattern = remember(refs, new RegExp(v as string, f as string));
    if (l !== undefined) pattern.lastIndex = revive(l, refs) as number;
    return pattern;
  },
  boxed: ({ v }, refs) => remember(refs, Object(revive(v, noRefs())) as object),
  object: ({ v }, refs) => fill(remember(refs, {}), v, refs),
  sparse: ({ v, n }, refs) => {
    const list: unknown[] = [];
    list.length = n as number;
    return fill(remember(refs, list), v, refs);
  },
  own: reviveOwn,
  error: reviveError,
  typed: ({ k, v }, refs) => {
    const index = reserve(refs);
    const Kind = typedKind(k as string);
    const items = v as unknown[];
    for (let at = 0; at < items.length; at += 1) items[at] = revive(items[at], noRefs());
    return (refs.known[index] = new Kind(items as never));
  },
  buffer: ({ v }, refs) => {
    const index = reserve(refs);
    return (refs.known[index] = (revive(v, refs) as Uint8Array).buffer);
  },
  map: ({ v }, refs) => {
    const map = remember(refs, new RealMap());
    const pairs = v as [unknown, unknown][];
    for (let at = 0; at < pairs.length; at += 1) {
      const key = revive(pairs[at]?.[0], refs);
      mapSet(map, key, revive(pairs[at]?.[1], refs));
    }
    return map;
  },
  set: ({ v }, refs) => {
    const set = remember(refs, new RealSet());
    const items = v as unknown[];
    for (let at = 0; at < items.length; at += 1) setAdd(set, revive(items[at], refs));
    return set;
  },
});

function noRefs(): Refs {
  return { known: bareArray(), how: {} };
}

function remember<T extends object>({ known }: Refs, value: T): T {
  known[known.length] = value;
  return value;
}

function reserve({ known }: Refs): number {
  known[known.length] = undefined;
  return known.length - 1;
}

function fill(target: object, v: unknown, refs: Refs): object {
  const pairs = v as [string, unknown][];
  for (let at = 0; at < pairs.length; at += 1) {
    put(target, pairs[at]?.[0] as string, revive(pairs[at]?.[1], refs));
  }
  return target;
}

/** A value that is of another class than its text says, or has properties beside it. */
function reviveOwn(tagged: Tagged, refs: Refs): unknown {
  const { isPlain = false, onLoss } = refs.how;
  const value = revive(tagged['v'], refs) as object;
  if (tagged['c'] !== undefined) {
    if (tagged['c'] !== 0) onLoss?.('instance');
    if (!isPlain) setPrototypeOf(value, standInPrototype(tagged as unknown as ClassMark));
  }
  return isPlain ? value : fill(value, tagged['p'], refs);
}

function reviveError(tagged: Tagged, refs: Refs): unknown {
  const error = remember(refs, new RealError());
  const { k, n, m, s, p, h, x } = tagged;
  setPrototypeOf(error, errorPrototypes[k as string] ?? null);
  defineHidden(error, 'stack', s);
  const name = revive(n, refs);
  if (error.name !== name) defineHidden(error, 'name', name);
  defineHidden(error, 'message', revive(m, refs));
  if (x !== undefined) refs.how.onLoss?.('part');
  fill(error, p, refs);
  const hidden = h as [string, unknown][];
  for (let at = 0; at < hidden.length; at += 1) {
    defineHidden(error, hidden[at]?.[0] as string, revive(hidden[at]?.[1], refs));
  }
  return error;
}

const typedKinds = bareTable<unknown>({
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  Float16Array: (globalThis as unknown as { Float16Array?: typeof Float32Array | undefined }).Float16Array,
}) as Record<string, new (items: never) => ArrayBufferView>;

function typedKind(name: string): new (items: never) => ArrayBufferView {
  const Kind = typedKinds[name];
  if (Kind === undefined) throw new RealTypeError('unknown typed array in encoded value');
  return Kind;
}
