import type { Json } from '../../../contract/json.ts';
import type { ReadCall } from './tool-style.ts';

const keywords: Record<string, Json> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};

/** Reads `[name(key=value, …), …]`, where values are Python or JSON literals; undefined when the text is anything else. */
export function readPythonicCalls(text: string): ReadCall[] | undefined {
  try {
    return new Reader(text.trim()).calls();
  } catch {
    return undefined;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  calls(): ReadCall[] {
    const calls = this.#list('[', ']', () => this.#call());
    if (this.#at < this.#text.length) throw new SyntaxError('more than a list');
    return calls;
  }

  #call(): ReadCall {
    const name = this.#match(/[A-Za-z_][\w.-]*/y);
    const entries = this.#list('(', ')', () => {
      if (this.#skips('**')) return this.#value();
      const key = this.#match(/[A-Za-z_]\w*/y);
      this.#expect('=');
      return { [key]: this.#value() };
    });
    return { name, arguments: JSON.stringify(Object.assign({}, ...entries)) };
  }

  #value(): Json {
    this.#space();
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") return this.#string(first);
    if (first === '[') return this.#list('[', ']', () => this.#value());
    if (first === '{') {
      const entries = this.#list('{', '}', () => {
        const key = this.#value();
        this.#expect(':');
        return [typeof key === 'string' ? key : JSON.stringify(key), this.#value()] as const;
      });
      return Object.fromEntries(entries);
    }
    const word = this.#match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z]+/y);
    if (/^[A-Za-z]/.test(word)) {
      const value = keywords[word];
      if (value === undefined) throw new SyntaxError(word);
      return value;
    }
    return Number(word);
  }

  #string(quote: string): string {
    const body = this.#match(quote === '"' ? /"(?:\\.|[^"\\])*"/sy : /'(?:\\.|[^'\\])*'/sy).slice(1, -1);
    return body.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (whole, code: string) => {
      if (/^[ux]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[code] ?? (/[\\'"/]/.test(code) ? code : whole);
    });
  }

  #list<T>(open: string, close: string, item: () => T): T[] {
    this.#expect(open);
    const items: T[] = [];
    while (!this.#skips(close)) {
      if (items.length > 0) this.#expect(',');
      if (this.#skips(close)) break;
      items.push(item());
    }
    return items;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #skips(word: string): boolean {
    this.#space();
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #expect(word: string): void {
    if (!this.#skips(word)) throw new SyntaxError(`${word} expected`);
  }

  #match(pattern: RegExp): string {
    this.#space();
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new SyntaxError('unexpected text');
    this.#at += found.length;
    return found;
  }
}
