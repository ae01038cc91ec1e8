/** Longest array with holes that is written out, holes as null. */
const maxSparseLength = 10_000;

/** JSON text of an encoded value; what JSON cannot say becomes a string such as "NaN". `undefined` for a value that is undefined. Throws on what is too long to write out. */
export function jsonTextOf(encoded: unknown): string | undefined {
  return isTagged(encoded) && encoded.$ === 'undefined' ? undefined : JSON.stringify(plain(encoded));
}

/** What people read of an encoded value: JSON-like, with `undefined`, `NaN`, `Map(…)` written as such. */
export function displayTextOf(encoded: unknown, maxCharacters: number): string {
  const text = display(encoded);
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}

interface Tagged {
  $: string;
  v?: unknown;
  [name: string]: unknown;
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, '$');
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isTagged(value)) return mapValues(value, plain);
  if (value.$ === 'own') return plain(value.v);
  if (value.$ === 'object') return fromPairs(value.v as [string, unknown][], plain);
  if (value.$ === 'sparse') return plainSparse(value);
  if (value.$ === '-0') return 0;
  if (value.$ === 'undefined') return null;
  return display(value);
}

function plainSparse({ n, v }: Tagged): unknown {
  if (typeof n !== 'number' || n > maxSparseLength) throw new RangeError('an array too long to write out');
  const list = Array.from<unknown>({ length: n }).fill(null);
  return Object.values(Object.assign(list, fromPairs(v as [string, unknown][], plain)));
}

function mapValues(value: object, change: (item: unknown) => unknown): object {
  return fromPairs(Object.entries(value), change);
}

function fromPairs(pairs: [string, unknown][], change: (item: unknown) => unknown): object {
  return Object.fromEntries(pairs.map(([name, item]) => [name, change(item)]));
}

function display(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(display).join(',')}]`;
  if (isTagged(value)) return displayTagged(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${display(item)}`)
    .join(',')}}`;
}

function displayTagged(tagged: Tagged): string {
  const show = Object.hasOwn(displays, tagged.$) ? displays[tagged.$] : undefined;
  return show?.(tagged) ?? tagged.$.slice(0, 20);
}

const displays: Record<string, (tagged: Tagged) => string> = {
  bigint: ({ v }) => `${bigintOf(String(v))}n`,
  ref: ({ v }) => `[Ref ${String(v)}]`,
  date: ({ v }) => `Date(${dateOf(v)})`,
  regexp: ({ v, f }) => `/${String(v)}/${String(f)}`,
  boxed: ({ v }) => `Object(${display(v)})`,
  object: ({ v }) => `{${joined(v, ([name, item]) => `${JSON.stringify(name)}:${display(item)}`)}}`,
  sparse: ({ v, n }) =>
    `Array(${String(n)}){${joined(v, ([name, item]) => `${String(name)}:${display(item)}`)}}`,
  own: ({ v, n, p }) => `${typeof n === 'string' && n !== '' ? `${n} ` : ''}${display(v)}${ownText(p)}`,
  error: ({ n, m }) => `${typeof n === 'string' ? n : display(n)}(${display(m)})`,
  typed: ({ k, v }) => `${String(k)}${display(v)}`,
  buffer: ({ v }) => `ArrayBuffer(${display(v)})`,
  map: ({ v }) => `Map{${joined(v, ([key, item]) => `${display(key)}=>${display(item)}`)}}`,
  set: ({ v }) => `Set${display(v)}`,
};

function ownText(pairs: unknown): string {
  const text = joined(pairs, ([name, item]) => `${JSON.stringify(name)}:${display(item)}`);
  return text === '' ? '' : `+{${text}}`;
}

function joined(pairs: unknown, show: (pair: [unknown, unknown]) => string): string {
  return Array.isArray(pairs) ? (pairs as [unknown, unknown][]).map(show).join(',') : '';
}

function dateOf(ms: unknown): string {
  return typeof ms === 'number' && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : 'invalid';
}

/** Decimal digits for numbers of a readable size, hexadecimal beyond: decimal conversion of huge ones takes minutes. */
function bigintOf(hex: string): string {
  const negative = hex.startsWith('-');
  const digits = negative ? hex.slice(1) : hex;
  if (!/^[0-9a-f]+$/.test(digits)) return 'unreadable';
  const text = digits.length <= 4096 ? BigInt(`0x${digits}`).toString() : `0x${digits}`;
  return negative ? `-${text}` : text;
}

/**
 * Whether a value is what a JSON value says: Object.is on primitives, same keys, no holes, nothing beside it. Only where `expected` has
 * a plain 0 does -0 count as equal, because JSON writes both as 0.
 */
export function equalsJson(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'number')
    return actual === expected && (!Object.is(expected, -0) || Object.is(actual, -0));
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Array.isArray(expected) ? equalsArray(actual, expected) : equalsObject(actual, expected);
}

function equalsArray(actual: object, expected: unknown[]): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false;
  if (Object.keys(actual).length !== expected.length) return false;
  return expected.every((item, index) => index in actual && equalsJson(actual[index], item));
}

function equalsObject(actual: object, expected: object): boolean {
  if (Object.getPrototypeOf(actual) !== Object.prototype) return false;
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(actual).length &&
    names.every(
      (name) =>
        Object.hasOwn(actual, name) &&
        equalsJson((actual as Record<string, unknown>)[name], (expected as Record<string, unknown>)[name]),
    )
  );
}
