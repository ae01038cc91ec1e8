import {
  bigintText,
  getOwnPropertySymbols,
  isEnumerable,
  isFiniteNumber,
  objectKeys,
  RealMap,
  RealRangeError,
  RealTypeError,
  regexpFlags,
  regexpSource,
  sameValue,
  stringify,
  toNumber,
  toText,
  trunc,
} from './primordials.ts';

/** A running encoding. */
export interface Encoder {
  /** Encodes one value inside of this encoding. */
  encodeValue: (value: unknown, state: Encoder) => string;
  seen: Map<unknown, unknown>;
  count: number;
  depth: number;
  left: number;
  /** Whether everything to come was tried and can cross. */
  isProven: boolean;
}

/** A new one; `left` characters may be written. */
export function newEncoder(encodeValue: Encoder['encodeValue'], left: number, isProven = false): Encoder {
  return { encodeValue, seen: new RealMap(), count: 0, depth: 0, left, isProven };
}

/** Counts a text that is written. Throws RangeError past the bound. */
export function spend(state: Encoder, text: string): string {
  state.left -= text.length;
  if (state.left < 0) throw new RealRangeError('the value is larger than the output limit');
  return text;
}

/** A string as JSON. */
export function quote(value: string, state: Encoder): string {
  if (value.length > state.left) throw new RealRangeError('the value is larger than the output limit');
  return stringify(value);
}

/** A number, those that JSON lacks as tags. */
export function numberText(value: number): string {
  if (isFiniteNumber(value)) return sameValue(value, -0) ? '{"$":"-0"}' : toText(value);
  return value !== value ? '{"$":"NaN"}' : value > 0 ? '{"$":"Infinity"}' : '{"$":"-Infinity"}';
}

/** One property as a pair of name and value. */
export function pairText(name: string, value: unknown, state: Encoder): string {
  const text = `[${spend(state, quote(name, state))},${state.encodeValue(value, state)}]`;
  spend(state, '[,]');
  return text;
}

/** A property's value, by whatever gives it. */
export function read(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}

/** Throws TypeError where an own enumerable property is named by a symbol. */
export function refuseSymbols(value: object): void {
  const symbols = getOwnPropertySymbols(value);
  for (let at = 0; at < symbols.length; at += 1) {
    if (isEnumerable(value, symbols[at] as symbol))
      throw new RealTypeError('a property named by a symbol cannot cross as data');
  }
}

/** The longest that an array can be. */
export const maxLength = 4_294_967_295;

/** Whether a name is that of an element. */
export function isIndex(name: string): boolean {
  const index = toNumber(name);
  return index >= 0 && index < maxLength && trunc(index) === index && toText(index) === name;
}

/** A bigint as a tag. */
export function bigintTag(value: bigint, state: Encoder): string {
  const hex = bigintText(value, 16);
  if (hex.length > state.left) throw new RealRangeError('the value is larger than the output limit');
  return `{"$":"bigint","v":"${hex}"}`;
}

/** All own properties as pairs. */
export function pairs(value: object, state: Encoder): string {
  const names = objectKeys(value);
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    text += `${index === 0 ? '' : ','}${pairText(name, read(value, name), state)}`;
  }
  return `[${text}]`;
}

/** A regular expression as a tag. */
export function patternTag(pattern: object, state: Encoder): string {
  const last = read(pattern, 'lastIndex');
  const rest = last === 0 ? '' : `,"l":${state.encodeValue(last, state)}`;
  return `{"$":"regexp","v":${quote(regexpSource(pattern), state)},"f":${quote(regexpFlags(pattern), state)}${rest}}`;
}
