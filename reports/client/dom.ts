import { inert } from '../../harness/contract/inert.ts';

/** What an element may hold; null, undefined and false leave nothing. */
export type Child = Node | string | number | null | undefined | false | readonly Child[];

/** Attributes of an element: true is an empty attribute, false and null none, a function listens to the event of that name. */
export type Attributes = Record<string, string | number | boolean | null | (() => void)>;

/** Makes an element. Children are text or elements; text goes in as text, never as markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, inert(String(value)));
  }
  element.append(...shown(children));
  return element;
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...shown(children));
}

/** The children that show something, without their nesting; all text is inert. */
export function shown(child: Child): (Node | string)[] {
  if (child === null || child === undefined || child === false) return [];
  if (child instanceof Node) return [child];
  return typeof child === 'object' ? child.flatMap((each) => shown(each)) : [inert(String(child))];
}

/** A table; `rows` are its rows, a head stands above them when `columns` are named. */
export function table(columns: readonly string[], rows: Child): HTMLElement {
  return h('table', {}, h('thead', {}, headRow(columns)), h('tbody', {}, rows));
}

function headRow(columns: readonly string[]): HTMLElement {
  return h(
    'tr',
    {},
    columns.map((label) => h('th', { scope: 'col' }, label)),
  );
}

/** The element of the page with this id. Throws Error when the page has none. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page holds no ${id}`);
  return element;
}

/** The element of the page with this id, of that kind. Throws Error when the page has none. */
export function byIdAs<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = byId(id);
  if (!(element instanceof kind)) throw new Error(`${id} of the page is no ${kind.name}`);
  return element;
}

/** Whole number with commas. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Milliseconds for people. */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Scores and the like for people, at most three decimals; null is a dash. */
export function keyValues(values: Readonly<Record<string, number | null>>): string[] {
  return Object.entries(values).map(
    ([key, value]) => `${key} ${value === null ? '–' : Number(value.toFixed(3))}`,
  );
}
