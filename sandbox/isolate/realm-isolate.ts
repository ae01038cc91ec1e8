import type ivm from 'isolated-vm';
import { answerUrl } from './outside-url.ts';
import type { ErrorParts } from './job.ts';

/** What a realm may call in the process around it. */
export interface OutsideFunctions {
  log: (text: string) => void;
  refuse: (api: string) => void;
  assertion: (what: string) => void;
  invoke: (name: string, args: string) => string;
}

export interface RealmOptions {
  kind: 'solution' | 'test';
  memoryMiB: number;
  config: { seed: number; epochMs: number; logCharacters: number; outputCharacters: number };
  outside: OutsideFunctions;
}

/** Text of our own code for isolates, with V8's code cache of it once one was made. */
export interface RealmSource {
  text: string;
  cache?: ivm.ExternalCopy<ArrayBuffer>;
}

/** Thrown where an isolate reached its memory limit; nothing of it can be used any more. */
export class IsolateExhausted extends Error {}

/** One isolate with its realm. Only bounded strings go in and out; every operation is synchronous and has no time limit of its own. */
export class RealmIsolate {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  /** First promise that was rejected without a handler. */
  unhandled: ErrorParts | undefined;
  readonly #driver: ivm.Reference<(operation: string, a: string, b: string) => string>;
  readonly bind: ivm.Reference;

  constructor(engine: typeof ivm, source: RealmSource, options: RealmOptions) {
    this.isolate = new engine.Isolate({ memoryLimit: Math.max(8, options.memoryMiB) });
    this.context = this.isolate.createContextSync();
    const script = this.isolate.compileScriptSync(source.text, {
      filename: 'hermes:realm',
      ...(source.cache === undefined ? { produceCachedData: true } : { cachedData: source.cache }),
    });
    const produced = (script as { cachedData?: ivm.ExternalCopy<ArrayBuffer> }).cachedData;
    if (source.cache === undefined && produced !== undefined) source.cache = produced;
    const install = script.runSync(this.context, { reference: true });
    const { log, refuse, assertion, invoke } = options.outside;
    const installed = install.applySync(
      undefined,
      [options.kind, JSON.stringify(options.config), log, refuse, assertion, answerUrl, invoke],
      { result: { reference: true } },
    ) as ivm.Reference<Record<string, unknown>>;
    this.#driver = installed.getSync('driver', { reference: true }) as never;
    this.bind = installed.getSync('bind', { reference: true }) as never;
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

  #work(...strings: [operation: string, a: string, b: string]): string {
    return this.#driver.applySync<{ result: { copy: true } }>(undefined, strings, { result: { copy: true } });
  }

  dispose(): void {
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }
}

/** The bounded texts of an error that isolated-vm copied out of an isolate; frames of our own process are cut off. */
export function errorParts(error: unknown): ErrorParts {
  if (typeof error !== 'object' || error === null) return { n: 'NonError', m: String(error), s: '' };
  const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
  const text = typeof stack === 'string' ? stack : '';
  const boundary = text.indexOf('\n    at (<isolated-vm boundary>)');
  return {
    n: String(name).slice(0, 200),
    m: String(message).slice(0, 8192),
    s: (boundary < 0 ? text : text.slice(0, boundary)).slice(0, 8192),
  };
}
