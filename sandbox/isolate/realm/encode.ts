import {
  bareTable,
  booleanValue,
  bufferBytes,
  dateTime,
  getPrototypeOf,
  hasOwn,
  isArray,
  isError,
  isView,
  mapForEach,
  mapGet,
  mapSet,
  mapSize,
  min,
  numberValue,
  objectKeys,
  ObjectPrototype,
  objectTag,
  RealRangeError,
  RealTypeError,
  RealUint8Array,
  regexpSource,
  setForEach,
  setSize,
  stringify,
  stringValue,
  toNumber,
  toText,
  trunc,
  typedArrayLength,
  typedArrayTag,
} from './primordials.ts';
import { builtInName, classMark, errorKind } from './classes.ts';
import { encodeError } from './encode-error.ts';
import {
  bigintTag,
  type Encoder,
  isIndex,
  maxLength,
  newEncoder,
  numberText,
  pairs,
  pairText,
  patternTag,
  quote,
  read,
  refuseSymbols,
  spend,
} from './encoder.ts';

/** How deep a value may be nested to cross; counted, not measured by the stack, so that it is the same everywhere. */
export const maxDepth = 1000;

/**
 * A value as one bounded string: JSON, with what JSON cannot say as `{"$": tag, …}`. Of an instance its own enumerable properties cross, and which class it
 * is of; identity and cycles are kept. What a value is, is asked of the engine and of its prototypes, never of its name or tag. Throws TypeError on functions,
 * symbols and promises, RangeError past the bounds.
 */
export function encode(value: unknown, maxCharacters: number): string {
  return encodeValue(value, newEncoder(encodeValue, maxCharacters));
}

/** One value inside a running encoding. */
function encodeValue(value: unknown, state: Encoder): string {
  switch (typeof value) {
    case 'string':
      return spend(state, quote(value, state));
    case 'number':
      return spend(state, numberText(value));
    case 'boolean':
      return spend(state, value ? 'true' : 'false');
    case 'undefined':
      return spend(state, '{"$":"undefined"}');
    case 'bigint':
      return spend(state, bigintTag(value, state));
    case 'object':
      return value === null ? spend(state, 'null') : encodeObject(value, state);
    case 'function':
    case 'symbol':
      throw new RealTypeError(`a ${typeof value} cannot cross as data`);
  }
}

function encodeObject(value: object, state: Encoder): string {
  const known = mapGet(state.seen, value);
  if (known !== undefined) return spend(state, `{"$":"ref","v":${toText(known)}}`);
  mapSet(state.seen, value, state.count);
  state.count += 1;
  if (state.depth >= maxDepth) throw new RealRangeError(`the value is nested deeper than ${maxDepth} levels`);
  state.depth += 1;
  const text = encodeWhole(value, state);
  state.depth -= 1;
  return text;
}

/** What a built-in of its kind says, and beside it what this one is or has more: another prototype, properties of its own. */
function encodeWhole(value: object, state: Encoder): string {
  refuseSymbols(value);
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === ObjectPrototype && !isArray(value)) return encodePlain(value, state);
  const { home, more, read } = branchOf(value);
  const text = read(value, state);
  const pairs = more === 'none' ? '' : pairsBeside(value, more, state);
  const isHome = builtInName(prototype) === (typeof home === 'string' ? home : home(value));
  return isHome && pairs === ''
    ? text
    : spend(state, `{"$":"own",${isHome ? '' : classText(prototype)}"p":[${pairs}],"v":`) + `${text}}`;
}

function classText(prototype: object | null): string {
  const { c, n, b } = classMark(prototype);
  return `"c":${toText(c)},"n":${stringify(n)},"b":"${b}",`;
}

/** Own properties beside what the kind itself says. */
function pairsBeside(value: object, more: 'all' | 'unindexed', state: Encoder): string {
  const names = objectKeys(value);
  // Indices come first: where the last name is one, all are.
  if (names.length === 0 || (more === 'unindexed' && isIndex(names[names.length - 1] as string))) return '';
  let text = '';
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    if (more === 'unindexed' && isIndex(name)) continue;
    text += `${text === '' ? '' : ','}${pairText(name, read(value, name), state)}`;
  }
  return text;
}

function encodeArray(value: unknown[], state: Encoder): string {
  const length = lengthOf(value);
  if (length > state.left && objectKeys(value).length < length) return encodeSparse(value, length, state);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    if (!hasOwn(value, index) && !(index in value)) return encodeSparse(value, length, state);
    text += `${index === 0 ? '' : ','}${encodeValue(value[index], state)}`;
    spend(state, ',');
  }
  return `[${text}]`;
}

/** Read once and made a number: the array may be a proxy that answers anything. */
function lengthOf(value: unknown[]): number {
  const length = trunc(toNumber(value.length));
  return length >= 0 ? min(length, maxLength) : 0;
}

function encodeSparse(value: unknown[], length: number, state: Encoder): string {
  return `{"$":"sparse","n":${toText(length)},"v":${pairs(value, state)}}`;
}

function encodePlain(value: object, state: Encoder): string {
  const names = objectKeys(value);
  if (hasOwn(value, '$')) return `{"$":"object","v":${pairs(value, state)}}`;
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    text += `${index === 0 ? '' : ','}${spend(state, quote(name, state))}:${encodeValue(read(value, name), state)}`;
    spend(state, ',:');
  }
  return `{${text}}`;
}

/** The tag is only a hint, the brand check of each branch decides: a liar is encoded as what it is. */
function branchOf(value: object): Branch {
  if (isArray(value)) return array;
  if (isError(value)) return error;
  if (isView(value)) return view;
  const branch = exotic[objectTag(value)];
  return branch !== undefined && isBranded(branch, value) ? branch : plain;
}

function isBranded({ brand }: Branch, value: object): boolean {
  try {
    brand?.(value);
    return true;
  } catch {
    return false;
  }
}

function encodeView(value: ArrayBufferView, state: Encoder): string {
  const kind = typedArrayTag(value);
  if (kind === undefined) throw new RealTypeError('a DataView cannot cross as data');
  const length = typedArrayLength(value);
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text += `${index === 0 ? '' : ','}${encodeValue((value as unknown as unknown[])[index], state)}`;
    spend(state, ',');
  }
  return `{"$":"typed","k":"${kind}","v":[${text}]}`;
}

interface Branch {
  /** Throws for what only claims to be of this kind. */
  brand?: ((value: object) => unknown) | undefined;
  /** The built-in whose prototype `read` stands for. */
  home: string | ((value: object) => string);
  /** Which own properties `read` does not say. */
  more: 'all' | 'unindexed' | 'none';
  read: (value: object, state: Encoder) => string;
}

const array: Branch = {
  home: 'Array',
  more: 'unindexed',
  read: (value, state) => encodeArray(value as unknown[], state),
};
const error: Branch = { home: errorKind, more: 'none', read: encodeError };
const view: Branch = {
  home: (value) => typedArrayTag(value) ?? '',
  more: 'unindexed',
  read: (value, state) => encodeView(value as ArrayBufferView, state),
};
const plain: Branch = { home: 'Object', more: 'none', read: encodePlain };

const exotic = bareTable<Branch>({
  '[object Map]': { brand: mapSize, home: 'Map', more: 'all', read: encodeMap },
  '[object Set]': { brand: setSize, home: 'Set', more: 'all', read: encodeSet },
  '[object Date]': {
    brand: dateTime,
    home: 'Date',
    more: 'all',
    read: (value) => `{"$":"date","v":${numberText(dateTime(value))}}`,
  },
  '[object RegExp]': {
    brand: regexpSource,
    home: 'RegExp',
    more: 'all',
    read: patternTag,
  },
  '[object Number]': {
    brand: numberValue,
    home: 'Number',
    more: 'all',
    read: (value) => `{"$":"boxed","v":${numberText(numberValue(value))}}`,
  },
  '[object String]': {
    brand: stringValue,
    home: 'String',
    more: 'unindexed',
    read: (value, state) => `{"$":"boxed","v":${quote(stringValue(value), state)}}`,
  },
  '[object Boolean]': {
    brand: booleanValue,
    home: 'Boolean',
    more: 'all',
    read: (value) => `{"$":"boxed","v":${toText(booleanValue(value))}}`,
  },
  '[object ArrayBuffer]': {
    brand: bufferBytes,
    home: 'ArrayBuffer',
    more: 'all',
    read: (value, state) =>
      `{"$":"buffer","v":${encodeValue(new RealUint8Array(value as ArrayBuffer), state)}}`,
  },
  '[object Promise]': {
    home: 'Promise',
    more: 'none',
    read: () => {
      throw new RealTypeError('a promise cannot cross as data: await it first');
    },
  },
});

function encodeMap(map: object, state: Encoder): string {
  let text = '';
  mapForEach(map, (value, key) => {
    text += `${text === '' ? '' : ','}[${encodeValue(key, state)},${encodeValue(value, state)}]`;
    spend(state, '[,]');
  });
  return `{"$":"map","v":[${text}]}`;
}

function encodeSet(set: object, state: Encoder): string {
  let text = '';
  setForEach(set, (value) => {
    text += `${text === '' ? '' : ','}${encodeValue(value, state)}`;
    spend(state, ',');
  });
  return `{"$":"set","v":[${text}]}`;
}
