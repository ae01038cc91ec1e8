import type ivm from 'isolated-vm';
import type { ThrownParts } from './job.ts';
import { answerUrl } from './outside-url.ts';

/** What a realm may call in the process around it. */
export interface OutsideFunctions {
  log: (text: string) => void;
  refuse: (api: string) => void;
  assertion: (what: string) => void;
  note: (what: string) => void;
  invoke: (name: string, args: string) => string;
}

/** What an isolate is made for; decided before any program is known. */
export interface RealmKind {
  kind: 'solution' | 'test';
  memoryMiB: number;
}

/** What a realm learns about the one program it is used for. */
export interface RealmUse {
  config: { seed: number; logCharacters: number; outputCharacters: number };
  outside: OutsideFunctions;
}

/** Text of our own code for isolates, with V8's code cache of it. */
export interface RealmSource {
  text: string;
  cache: ivm.ExternalCopy<ArrayBuffer>;
}

/** Thrown where an isolate reached its memory limit; nothing of it can be used any more. */
export class IsolateExhausted extends Error {}

type DriverReference = ivm.Reference<(operation: string, a: string, b: string) => string>;
type RealmReference = ivm.Reference<Record<string, unknown>>;

/**
 * How far over the program's memory limit V8's own limit lies. The supervisor's measurement has to speak first: V8 would throw here, abort
 * there, and which of them comes first would depend on chance.
 */
const engineSpareMib = 32;

const byReference = { reference: true } as const;

/** One isolate with its realm, used for one program. Only bounded strings go in and out; every operation is synchronous and has no time limit of its own. */
export class RealmIsolate {
  readonly kind: RealmKind;
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  /** First promise that was rejected without a handler. */
  unhandled: ThrownParts | undefined;
  readonly #driver: DriverReference;
  readonly #realm: RealmReference;
  #outside: OutsideFunctions | undefined;

  constructor(engine: typeof ivm, source: RealmSource, kind: RealmKind) {
    this.kind = kind;
    this.isolate = new engine.Isolate({ memoryLimit: kind.memoryMiB + engineSpareMib });
    this.context = this.isolate.createContextSync();
    const script = this.isolate.compileScriptSync(source.text, {
      filename: 'hermes:realm',
      cachedData: source.cache,
    });
    const install = script.runSync(this.context, byReference);
    const functions = [
      (text: string) => this.#outside?.log(text),
      (api: string) => this.#outside?.refuse(api),
      (what: string) => this.#outside?.assertion(what),
      (what: string) => this.#outside?.note(what),
      answerUrl,
      (name: string, args: string) => this.#outside?.invoke(name, args),
    ];
    this.#realm = install.applySync(undefined, [kind.kind, ...functions], {
      result: byReference,
    }) as RealmReference;
    this.#driver = this.#realm.getSync('driver', byReference) as unknown as DriverReference;
  }

  /** Takes the isolate into use for one program. */
  use({ config, outside }: RealmUse): this {
    this.#outside = outside;
    const configure = this.#realm.getSync('configure', byReference) as unknown as ivm.Reference;
    configure.applySync(undefined, [JSON.stringify(config)]);
    return this;
  }

  /** The function of a solution's realm that takes the program's functions by name. */
  bind(): ivm.Reference {
    return this.#realm.getSync('bind', byReference);
  }

  /** Works the realm's driver. Throws IsolateExhausted when the memory limit was hit. */
  call(operation: string, a = '', b = ''): string {
    try {
      return this.#work(operation, a, b);
    } catch (error) {
      this.notice(error);
    }
    return this.#work('last', '', '');
  }

  /** Takes note of an error that V8 threw past the driver: an unhandled rejection, or the end of the isolate. */
  notice(error: unknown): void {
    if (this.isolate.isDisposed) throw new IsolateExhausted();
    this.unhandled ??= errorParts(error);
  }

  dispose(): void {
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }

  #work(...strings: [operation: string, a: string, b: string]): string {
    return this.#driver.applySync<{ result: { copy: true } }>(undefined, strings, { result: { copy: true } });
  }
}

/** The bounded texts of an error that isolated-vm copied out of an isolate; frames of our own process are left out, so that no path of the host is in them. */
export function errorParts(error: unknown): ThrownParts {
  if (typeof error !== 'object' || error === null)
    return { n: 'NonError', m: String(error).slice(0, 8192), s: '' };
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
  const text = typeof stack === 'string' ? stack : '';
  const boundary = text.indexOf('\n    at (<isolated-vm boundary>)');
  return {
    n: String(name).slice(0, 200),
    m: String(message).slice(0, 8192),
    s: withoutOwnFrames(boundary < 0 ? text : text.slice(0, boundary)).slice(0, 8192),
  };
}

/** What isolated-vm throws itself, e.g. for a thrown value that cannot be copied, was made here and not in the isolate. */
function withoutOwnFrames(stack: string): string {
  const own = /^ {4}at .*(?:[(/]node:|confined\.cjs:)/;
  return stack
    .split('\n')
    .filter((line) => !own.test(line))
    .join('\n');
}
