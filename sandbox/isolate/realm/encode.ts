import {
  bareTable,
  bigintText,
  booleanValue,
  bufferBytes,
  dateTime,
  getPrototypeOf,
  hasOwn,
  isArray,
  isFiniteNumber,
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
  RealMap,
  RealRangeError,
  RealTypeError,
  RealUint8Array,
  regexpFlags,
  regexpSource,
  sameValue,
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
import { errorText } from './error-text.ts';

/** How deep a value may be nested to cross; counted, not measured by the stack, so that it is the same everywhere. */
export const maxDepth = 1000;

interface Encoder {
  seen: Map<unknown, unknown>;
  count: number;
  depth: number;
  left: number;
}

/**
 * A value as one bounded string: JSON, with what JSON cannot say as `{"$": tag, …}`. Instances of classes become plain objects, as in
 * structuredClone; identity and cycles are kept. Throws TypeError on functions, symbols and promises, RangeError past the bounds.
 */
export function encode(value: unknown, maxCharacters: number): string {
  return encodeValue(value, { seen: new RealMap(), count: 0, depth: 0, left: maxCharacters });
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
      return spend(state, bigint(value, state));
    case 'object':
      return value === null ? spend(state, 'null') : encodeObject(value, state);
    case 'function':
    case 'symbol':
      throw new RealTypeError(`a ${typeof value} cannot cross as data`);
  }
}

function spend(state: Encoder, text: string): string {
  state.left -= text.length;
  if (state.left < 0) throw new RealRangeError('the value is larger than the output limit');
  return text;
}

function quote(value: string, state: Encoder): string {
  if (value.length > state.left) throw new RealRangeError('the value is larger than the output limit');
  return stringify(value);
}

function numberText(value: number): string {
  if (isFiniteNumber(value)) return sameValue(value, -0) ? '{"$":"-0"}' : toText(value);
  return value !== value ? '{"$":"NaN"}' : value > 0 ? '{"$":"Infinity"}' : '{"$":"-Infinity"}';
}

function bigint(value: bigint, state: Encoder): string {
  const hex = bigintText(value, 16);
  if (hex.length > state.left) throw new RealRangeError('the value is larger than the output limit');
  return `{"$":"bigint","v":"${hex}"}`;
}

function encodeObject(value: object, state: Encoder): string {
  const known = mapGet(state.seen, value);
  if (known !== undefined) return spend(state, `{"$":"ref","v":${toText(known)}}`);
  mapSet(state.seen, value, state.count);
  state.count += 1;
  if (state.depth >= maxDepth) throw new RealRangeError(`the value is nested deeper than ${maxDepth} levels`);
  state.depth += 1;
  const text = isArray(value)
    ? encodeArray(value, state)
    : getPrototypeOf(value) === ObjectPrototype
      ? encodePlain(value, state)
      : encodeExotic(value, state);
  state.depth -= 1;
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

const maxLength = 4_294_967_295;

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

function read(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}

function pairs(value: object, state: Encoder): string {
  const names = objectKeys(value);
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    text += `${index === 0 ? '' : ','}[${spend(state, quote(name, state))},${encodeValue(read(value, name), state)}]`;
    spend(state, '[,]');
  }
  return `[${text}]`;
}

/** The tag is only a hint, the brand check of each branch decides: a liar is encoded as what it is, a plain object. */
function encodeExotic(value: object, state: Encoder): string {
  if (isView(value)) return encodeView(value, state);
  const branch = exotic[objectTag(value)];
  return branch !== undefined && isBranded(branch, value)
    ? branch.read(value, state)
    : encodePlain(value, state);
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
  read: (value: object, state: Encoder) => string;
}

const exotic = bareTable<Branch>({
  '[object Map]': { brand: mapSize, read: encodeMap },
  '[object Set]': { brand: setSize, read: encodeSet },
  '[object Date]': { brand: dateTime, read: (value) => `{"$":"date","v":${numberText(dateTime(value))}}` },
  '[object RegExp]': {
    brand: regexpSource,
    read: (value, state) =>
      `{"$":"regexp","v":${quote(regexpSource(value), state)},"f":${quote(regexpFlags(value), state)}}`,
  },
  '[object Error]': { read: encodeError },
  '[object Number]': {
    brand: numberValue,
    read: (value) => `{"$":"boxed","v":${numberText(numberValue(value))}}`,
  },
  '[object String]': {
    brand: stringValue,
    read: (value, state) => `{"$":"boxed","v":${quote(stringValue(value), state)}}`,
  },
  '[object Boolean]': {
    brand: booleanValue,
    read: (value) => `{"$":"boxed","v":${toText(booleanValue(value))}}`,
  },
  '[object ArrayBuffer]': {
    brand: bufferBytes,
    read: (value, state) =>
      `{"$":"buffer","v":${encodeValue(new RealUint8Array(value as ArrayBuffer), state)}}`,
  },
  '[object Promise]': {
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

/** An error with those of its own properties that are plain values, such as `code`. */
function encodeError(error: object, state: Encoder): string {
  const { name, message, stack } = errorText(error);
  const head = `{"$":"error","n":${stringify(name)},"m":${stringify(message)},"s":${stringify(stack)}`;
  const names = objectKeys(error);
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const key = names[index] as string;
    const value = read(error, key);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      text += `${text === '' ? '' : ','}[${quote(key, state)},${encodeValue(value, state)}]`;
    }
  }
  return `${spend(state, head)},"p":[${text}]}`;
}
