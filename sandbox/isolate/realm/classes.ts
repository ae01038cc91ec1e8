import {
  bareTable,
  create,
  defineHidden,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  mapGet,
  mapSet,
  RealMap,
  RealWeakMap,
  slice,
  weakMapGet,
  weakMapSet,
} from './primordials.ts';

/** What is said of a value's class when the value is not simply what its text says: its number in its realm, its name, and the built-in that it extends. */
export interface ClassMark {
  /** 0 for an object without prototype. */
  c: number;
  n: string;
  /** '' where it extends none. */
  b: string;
}

const maxName = 100;

function prototypesOf(names: string[]): Record<string, object> {
  const found: Record<string, object> = {};
  for (const name of names) {
    const maker = (globalThis as unknown as Record<string, { prototype: object } | undefined>)[name];
    if (maker !== undefined) found[name] = maker.prototype;
  }
  return bareTable(found);
}

/** The built-in errors; more of them are told apart than of any other kind, because tests ask for their classes. */
const errorNames = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];

/** Prototypes of the built-in errors by name, taken before any program ran. */
export const errorPrototypes = prototypesOf(errorNames);

/** Prototypes that exist in every realm, by name. */
const builtIns = prototypesOf([
  ...errorNames,
  'Object',
  'Array',
  'Map',
  'Set',
  'Date',
  'RegExp',
  'Number',
  'String',
  'Boolean',
  'ArrayBuffer',
  'Promise',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]);

const namesOfBuiltIns = new RealMap<unknown, string>();
for (const name in builtIns) mapSet(namesOfBuiltIns, builtIns[name], name);

/** Name of the built-in whose prototype this is. */
export function builtInName(prototype: object | null): string | undefined {
  return mapGet(namesOfBuiltIns, prototype) as string | undefined;
}

/** Name of the built-in error that an error is an instance of: by its prototypes, not by what it says. */
export function errorKind(error: object): string {
  for (let at = prototypeOf(error); at !== null; at = prototypeOf(at)) {
    const name = builtInName(at);
    if (name !== undefined) return errorPrototypes[name] === undefined ? 'Error' : name;
  }
  return 'Error';
}

const numbers = new RealWeakMap<object, number>();
let count = 0;

/** The mark of a class, by its prototype. The same class has the same number in every text of its realm. */
export function classMark(prototype: object | null): ClassMark {
  if (prototype === null) return { c: 0, n: '', b: '' };
  let c = weakMapGet(numbers, prototype) as number | undefined;
  if (c === undefined) {
    count += 1;
    c = count;
    weakMapSet(numbers, prototype, c);
  }
  return { c, n: className(prototype), b: extended(prototype) };
}

const standIns = new RealMap<number, object>();

/** The prototype that stands for a class of the other realm: an object of its own, beneath the same built-in. */
export function standInPrototype({ c, n, b }: ClassMark): object | null {
  if (c === 0) return null;
  const known = mapGet(standIns, c) as object | undefined;
  if (known !== undefined) return known;
  const made = create(b === '' ? null : (builtIns[b] ?? null)) as object;
  defineHidden(made, 'constructor', standInClass(n));
  mapSet(standIns, c, made);
  return made;
}

/** A class of which nothing crossed but the name. */
function standInClass(name: string): unknown {
  const made = (): void => {};
  defineHidden(made, 'name', name);
  return made;
}

function extended(prototype: object): string {
  for (let at: object | null = prototype; at !== null; at = prototypeOf(at)) {
    const name = builtInName(at);
    if (name !== undefined) return name;
  }
  return '';
}

function className(prototype: object): string {
  const maker = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  const name = typeof maker === 'function' ? getOwnPropertyDescriptor(maker, 'name')?.value : undefined;
  return typeof name === 'string' ? slice(name, 0, maxName) : '';
}

function prototypeOf(value: object): object | null {
  return getPrototypeOf(value) as object | null;
}
