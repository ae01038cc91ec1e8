import { RealTypeError, toText } from './primordials.ts';

type Pair = [name: string, value: string];

/** What URL uses of its own parameters. */
interface UrlParams {
  reset(search: string): void;
}

/** URLSearchParams of the URL standard. The second argument of the constructor, which programs do not know of, hears of every change. */
export const URLSearchParams: new (init?: unknown, changed?: (search: string) => void) => UrlParams =
  class URLSearchParams implements UrlParams {
    #pairs: Pair[];
    readonly #changed: ((search: string) => void) | undefined;

    constructor(init: unknown = '', changed?: (search: string) => void) {
      this.#pairs = pairsOf(init);
      this.#changed = typeof changed === 'function' ? changed : undefined;
    }

    get size(): number {
      return this.#pairs.length;
    }

    append(name: unknown, value: unknown): void {
      this.#update([...this.#pairs, [toText(name), toText(value)]]);
    }

    delete(name: unknown, value?: unknown): void {
      const [key, wanted] = [toText(name), value === undefined ? undefined : toText(value)];
      this.#update(this.#pairs.filter(([n, v]) => n !== key || (wanted !== undefined && v !== wanted)));
    }

    get(name: unknown): string | null {
      const key = toText(name);
      return this.#pairs.find(([n]) => n === key)?.[1] ?? null;
    }

    getAll(name: unknown): string[] {
      const key = toText(name);
      return this.#pairs.filter(([n]) => n === key).map(([, value]) => value);
    }

    has(name: unknown, value?: unknown): boolean {
      const [key, wanted] = [toText(name), value === undefined ? undefined : toText(value)];
      return this.#pairs.some(([n, v]) => n === key && (wanted === undefined || v === wanted));
    }

    set(name: unknown, value: unknown): void {
      const key = toText(name);
      const first = this.#pairs.findIndex(([n]) => n === key);
      const pair: Pair = [key, toText(value)];
      if (first < 0) return this.#update([...this.#pairs, pair]);
      this.#update(
        this.#pairs.flatMap((old, index) => (index === first ? [pair] : old[0] === key ? [] : [old])),
      );
    }

    sort(): void {
      this.#update([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }

    forEach(callback: (value: string, name: string, params: unknown) => void, self?: unknown): void {
      for (const [name, value] of this.#pairs) callback.call(self, value, name, this);
    }

    entries(): IterableIterator<Pair> {
      return this.#pairs.map(([name, value]): Pair => [name, value]).values();
    }

    keys(): IterableIterator<string> {
      return this.#pairs.map(([name]) => name).values();
    }

    values(): IterableIterator<string> {
      return this.#pairs.map(([, value]) => value).values();
    }

    [Symbol.iterator](): IterableIterator<Pair> {
      return this.entries();
    }

    toString(): string {
      return this.#pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
    }

    get [Symbol.toStringTag](): string {
      return 'URLSearchParams';
    }

    /** Takes over what a change of the URL made of the search; only URL knows this method's use. */
    reset(search: string): void {
      if (this.#changed !== undefined) this.#pairs = parseSearch(search);
    }

    #update(pairs: Pair[]): void {
      this.#pairs = pairs;
      this.#changed?.(this.toString());
    }
  };

function pairsOf(init: unknown): Pair[] {
  if (typeof init !== 'object' || init === null) return parseSearch(toText(init));
  if (!(Symbol.iterator in init)) {
    return Object.keys(init).map((name): Pair => [name, toText((init as Record<string, unknown>)[name])]);
  }
  return [...(init as Iterable<unknown>)].map((item): Pair => {
    const pair = [...(item as Iterable<unknown>)];
    if (pair.length !== 2) throw new RealTypeError('Each query pair must be an iterable [name, value] tuple');
    return [toText(pair[0]), toText(pair[1])];
  });
}

function parseSearch(search: string): Pair[] {
  const text = search.startsWith('?') ? search.slice(1) : search;
  return text
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece): Pair => {
      const at = piece.indexOf('=');
      return at < 0 ? [unescape(piece), ''] : [unescape(piece.slice(0, at)), unescape(piece.slice(at + 1))];
    });
}

function unescape(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return '\ufffd';
      }
    });
  }
}

function escape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
