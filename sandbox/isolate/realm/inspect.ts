import {
  bigintText,
  dateIso,
  dateTime,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isView,
  mapForEach,
  mapSize,
  objectKeys,
  ObjectPrototype,
  objectTag,
  regexpFlags,
  regexpSource,
  sameValue,
  setForEach,
  setSize,
  slice,
  stringify,
  symbolText,
  toText,
  typedArrayLength,
} from './primordials.ts';

/** Bounds that keep a print of anything small and quick. */
const maxItems = 100;
const maxString = 10_000;
const maxLevel = 3;

interface State {
  parents: unknown[];
  left: number;
}

/** A value as text for people, much like Node's `util.inspect`, at most about `maxCharacters` long. Runs no getter of the value itself; what a proxy throws is not thrown on. */
export function inspect(value: unknown, maxCharacters = 100_000): string {
  try {
    return show(value, { parents: [], left: maxCharacters });
  } catch {
    return '[unreadable]';
  }
}

function show(value: unknown, state: State): string {
  switch (typeof value) {
    case 'string':
      return clip(`'${slice(stringify(slice(value, 0, maxString)), 1, -1)}'`, state);
    case 'number':
      return sameValue(value, -0) ? '-0' : toText(value);
    case 'bigint':
      return clip(`${bigintText(value)}n`, state);
    case 'symbol':
      return clip(symbolText(value), state);
    case 'function':
      return clip(functionText(value), state);
    case 'object':
      return value === null ? 'null' : showObject(value, state);
    case 'boolean':
    case 'undefined':
      return toText(value);
  }
}

function clip(text: string, state: State): string {
  const cut = text.length > state.left ? slice(text, 0, state.left) : text;
  state.left -= cut.length;
  return cut;
}

function functionText(value: object): string {
  const name = dataProperty(value, 'name');
  return typeof name === 'string' && name !== ''
    ? `[Function: ${slice(name, 0, 100)}]`
    : '[Function (anonymous)]';
}

function showObject(value: object, state: State): string {
  if (state.left <= 0) return '…';
  for (let at = 0; at < state.parents.length; at += 1)
    if (state.parents[at] === value) return '[Circular *1]';
  const leaf = leafText(value);
  if (leaf !== undefined) return clip(leaf, state);
  if (state.parents.length >= maxLevel) return isArray(value) ? '[Array]' : '[Object]';
  const inner: State = { parents: [...state.parents, value], left: state.left };
  const text = isArray(value) ? showArray(value, inner) : showCollection(value, inner);
  state.left = inner.left;
  return text;
}

function leafText(value: object): string | undefined {
  const tag = objectTag(value);
  try {
    if (tag === '[object Date]') return dateTime(value) === dateTime(value) ? dateIso(value) : 'Invalid Date';
    if (tag === '[object RegExp]') return `/${regexpSource(value)}/${regexpFlags(value)}`;
    if (tag === '[object Error]') return errorLine(value);
    if (tag === '[object Promise]') return 'Promise {}';
  } catch {
    return undefined;
  }
  return undefined;
}

function errorLine(value: object): string {
  const stack = dataProperty(value, 'stack');
  return typeof stack === 'string' && stack !== '' ? slice(stack, 0, maxString) : `[${toText(value)}]`;
}

function showArray(value: unknown[], state: State): string {
  let text = '';
  const shown = value.length < maxItems ? value.length : maxItems;
  for (let at = 0; at < shown && state.left > 0; at += 1) {
    const descriptor = getOwnPropertyDescriptor(value, at);
    text += `${at === 0 ? '' : ', '}${descriptor === undefined ? '<empty>' : showProperty(descriptor, state)}`;
    state.left -= 2;
  }
  const more = value.length > shown ? `, ... ${value.length - shown} more items` : '';
  return text === '' && more === '' ? '[]' : `[ ${text}${more} ]`;
}

function showCollection(value: object, state: State): string {
  const tag = objectTag(value);
  try {
    if (tag === '[object Map]') return showMap(value, state);
    if (tag === '[object Set]') return showSet(value, state);
    if (isView(value))
      return `${className(value)}(${typedArrayLength(value)}) [ ${typedItems(value, state)} ]`;
  } catch {
    return '[Object]';
  }
  return showPlain(value, state);
}

function showMap(map: object, state: State): string {
  let text = '';
  mapForEach(map, (item, key) => {
    if (state.left > 0) text += `${text === '' ? '' : ', '}${show(key, state)} => ${show(item, state)}`;
    state.left -= 6;
  });
  return `Map(${mapSize(map)}) {${text === '' ? '' : ` ${text} `}}`;
}

function showSet(set: object, state: State): string {
  let text = '';
  setForEach(set, (item) => {
    if (state.left > 0) text += `${text === '' ? '' : ', '}${show(item, state)}`;
    state.left -= 2;
  });
  return `Set(${setSize(set)}) {${text === '' ? '' : ` ${text} `}}`;
}

function typedItems(view: object, state: State): string {
  const length = typedArrayLength(view);
  let text = '';
  for (let at = 0; at < length && at < maxItems && state.left > 0; at += 1) {
    text += `${at === 0 ? '' : ', '}${show((view as unknown[])[at], state)}`;
  }
  return length > maxItems ? `${text}, ... ${length - maxItems} more items` : text;
}

function showPlain(value: object, state: State): string {
  const names = objectKeys(value);
  let text = '';
  for (let at = 0; at < names.length && at < maxItems && state.left > 0; at += 1) {
    const name = names[at] as string;
    const descriptor = getOwnPropertyDescriptor(value, name);
    if (descriptor === undefined) continue;
    text += `${text === '' ? '' : ', '}${clip(keyText(name), state)}: ${showProperty(descriptor, state)}`;
    state.left -= 4;
  }
  const title = className(value);
  return `${title === 'Object' ? '' : `${title} `}{${text === '' ? '' : ` ${text} `}}`;
}

function showProperty(descriptor: PropertyDescriptor, state: State): string {
  if (descriptor.get !== undefined) return descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]';
  return descriptor.set === undefined ? show(descriptor.value, state) : '[Setter]';
}

function keyText(name: string): string {
  const isName = /^[A-Za-z_$][\w$]*$/.test(slice(name, 0, maxString));
  return isName ? slice(name, 0, maxString) : `'${slice(stringify(slice(name, 0, maxString)), 1, -1)}'`;
}

function className(value: object): string {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === null) return '[Object: null prototype]';
  if (prototype === ObjectPrototype) return 'Object';
  const maker = dataProperty(prototype, 'constructor');
  const name = typeof maker === 'function' ? dataProperty(maker, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? slice(name, 0, 100) : 'Object';
}

/** A property's value, read without running a getter. */
function dataProperty(value: object, name: string): unknown {
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at) as object | null) {
    const descriptor = getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor.value as unknown;
  }
  return undefined;
}
