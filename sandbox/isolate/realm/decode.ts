import {
  bareArray,
  bareTable,
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
} from './primordials.ts';

/** Makes the value of a text written by `encode`. Throws on a text that `encode` cannot have written. */
export function decode(text: string): unknown {
  return revive(parse(text), bareArray());
}

/** The same for a part of an already parsed text. */
export function decodeParsed(json: unknown): unknown {
  return revive(json, bareArray());
}

type Tagged = Record<string, unknown> & { $: string };
type Refs = unknown[];

function revive(json: unknown, refs: Refs): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (!isArray(json) && hasOwn(json, '$')) return reviveTagged(json as Tagged, refs);
  refs[refs.length] = json;
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
    if (!((v as number) in refs)) throw new RealTypeError('unknown reference in encoded value');
    return refs[v as number];
  },
  date: ({ v }, refs) => remember(refs, new RealDate(revive(v, bareArray()) as number)),
  regexp: ({ v, f }, refs) => remember(refs, new RegExp(v as string, f as string)),
  boxed: ({ v }, refs) => remember(refs, Object(revive(v, bareArray())) as object),
  object: ({ v }, refs) => fill(remember(refs, {}), v, refs),
  sparse: ({ v, n }, refs) => {
    const list: unknown[] = [];
    list.length = n as number;
    return fill(remember(refs, list), v, refs);
  },
  error: reviveError,
  typed: ({ k, v }, refs) => {
    const index = reserve(refs);
    const Kind = typedKind(k as string);
    const items = v as unknown[];
    for (let at = 0; at < items.length; at += 1) items[at] = revive(items[at], bareArray());
    return (refs[index] = new Kind(items as never));
  },
  buffer: ({ v }, refs) => {
    const index = reserve(refs);
    return (refs[index] = (revive(v, refs) as Uint8Array).buffer);
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

function remember<T extends object>(refs: Refs, value: T): T {
  refs[refs.length] = value;
  return value;
}

function reserve(refs: Refs): number {
  refs[refs.length] = undefined;
  return refs.length - 1;
}

function fill(target: object, v: unknown, refs: Refs): object {
  const pairs = v as [string, unknown][];
  for (let at = 0; at < pairs.length; at += 1) {
    put(target, pairs[at]?.[0] as string, revive(pairs[at]?.[1], refs));
  }
  return target;
}

const errorKinds = bareTable<ErrorConstructor>({
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
});

function reviveError({ n, m, s, p }: Tagged, refs: Refs): unknown {
  const Kind = errorKinds[n as string] ?? RealError;
  const error = remember(refs, new Kind(m as string));
  if (error.name !== n) put(error, 'name', n);
  defineProperty(error, 'stack', {
    __proto__: null,
    value: s,
    writable: true,
    configurable: true,
  } as PropertyDescriptor);
  return fill(error, p, refs);
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
