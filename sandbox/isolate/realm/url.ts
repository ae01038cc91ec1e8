import { parse, RealTypeError, stringify, toText } from './primordials.ts';
import { URLSearchParams } from './url-search-params.ts';

/** Longest text that is taken for a URL. */
const maxPart = 131_072;

/** The parts of a URL as the outside answers them. */
interface Parts {
  href: string;
  origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
}

const settable = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

/** URL and URLSearchParams; URLs are parsed by the process around the isolate, string in and string out. */
export function createUrlClasses(ask: (request: string) => string): {
  URL: unknown;
  URLSearchParams: unknown;
} {
  const request = (parts: unknown[]): Parts | undefined => {
    for (let at = 0; at < parts.length; at += 1) if (toText(parts[at]).length > maxPart) return undefined;
    const answer = ask(stringify(parts));
    return answer === '' ? undefined : (parse(answer) as Parts);
  };
  const URL = createUrlClass(request);
  return { URL, URLSearchParams };
}

type Request = (parts: unknown[]) => Parts | undefined;

function createUrlClass(request: Request): unknown {
  const partsOf = new WeakMap<object, Parts>();
  class URL {
    readonly searchParams: unknown;

    constructor(input: unknown, base?: unknown) {
      const parts = request(['parse', toText(input), ...(base === undefined ? [] : [toText(base)])]);
      if (parts === undefined) throw invalidUrl(toText(input));
      partsOf.set(this, parts);
      const params = new URLSearchParams(parts.search, (search) => change(this, 'search', search));
      Object.defineProperty(this, 'searchParams', { value: params, enumerable: true });
    }

    toString(): string {
      return (partsOf.get(this) as Parts).href;
    }

    toJSON(): string {
      return this.toString();
    }

    static canParse(input: unknown, base?: unknown): boolean {
      return request(['parse', toText(input), ...(base === undefined ? [] : [toText(base)])]) !== undefined;
    }

    static parse(input: unknown, base?: unknown): unknown {
      return URL.canParse(input, base) ? new URL(input, base) : null;
    }
  }
  const change = (url: object, name: string, value: string): void => {
    const parts = request(['set', (partsOf.get(url) as Parts).href, name, value]);
    if (parts === undefined) {
      if (name === 'href') throw invalidUrl(value);
      return;
    }
    partsOf.set(url, parts);
  };
  defineParts(URL.prototype, partsOf, change);
  return URL;
}

function defineParts(
  prototype: object,
  partsOf: WeakMap<object, Parts>,
  change: (url: object, name: string, value: string) => void,
): void {
  for (const name of ['origin', ...settable] as const) {
    Object.defineProperty(prototype, name, {
      get(this: object) {
        const parts = partsOf.get(this);
        if (parts === undefined) throw new RealTypeError('Illegal invocation');
        return parts[name];
      },
      ...(name === 'origin'
        ? {}
        : {
            set(this: { searchParams: InstanceType<typeof URLSearchParams> }, value: unknown) {
              change(this, name, toText(value));
              if (name === 'href' || name === 'search')
                this.searchParams.reset((partsOf.get(this) as Parts).search);
            },
          }),
      enumerable: true,
      configurable: true,
    });
  }
}

function invalidUrl(input: string): TypeError {
  const error = new RealTypeError('Invalid URL');
  return Object.assign(error, { code: 'ERR_INVALID_URL', input });
}
