/** JSON text of an encoded value; what JSON cannot say becomes a string such as "NaN". `undefined` for a value that is undefined. */
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
  if (value.$ === 'object') return fromPairs(value.v as [string, unknown][], plain);
  if (value.$ === '-0') return 0;
  if (value.$ === 'undefined') return null;
  return display(value);
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
  const { $: tag, v } = tagged;
  const list = Array.isArray(v) ? v : [];
  switch (tag) {
    case 'bigint':
      return `${bigintOf(String(v))}n`;
    case 'ref':
      return `[Ref ${String(v)}]`;
    case 'date':
      return typeof v === 'number' && Math.abs(v) <= 8.64e15
        ? `Date(${new Date(v).toISOString()})`
        : 'Date(invalid)';
    case 'regexp':
      return `/${String(v)}/${String(tagged['f'])}`;
    case 'boxed':
      return `Object(${display(v)})`;
    case 'object':
      return `{${(list as [string, unknown][]).map(([name, item]) => `${JSON.stringify(name)}:${display(item)}`).join(',')}}`;
    case 'sparse':
      return `Array(${String(tagged['n'])}){${(list as [string, unknown][]).map(([name, item]) => `${name}:${display(item)}`).join(',')}}`;
    case 'error':
      return `${String(tagged['n'])}(${JSON.stringify(tagged['m'])})`;
    case 'typed':
      return `${String(tagged['k'])}[${list.map(display).join(',')}]`;
    case 'buffer':
      return `ArrayBuffer(${display(v)})`;
    case 'map':
      return `Map{${(list as [unknown, unknown][]).map(([key, item]) => `${display(key)}=>${display(item)}`).join(',')}}`;
    case 'set':
      return `Set{${list.map(display).join(',')}}`;
    default:
      return tag.slice(0, 20);
  }
}

/** Decimal digits for numbers of a readable size, hexadecimal beyond: decimal conversion of huge ones takes minutes. */
function bigintOf(hex: string): string {
  const negative = hex.startsWith('-');
  const digits = negative ? hex.slice(1) : hex;
  if (!/^[0-9a-f]+$/.test(digits)) return 'unreadable';
  const text = digits.length <= 4096 ? BigInt(`0x${digits}`).toString() : `0x${digits}`;
  return negative ? `-${text}` : text;
}
