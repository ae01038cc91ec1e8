import { structuredClone } from './structured-clone.ts';
import { defineHidden } from './primordials.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { TextDecoder, TextEncoder } from './text-codec.ts';
import { DOMException } from './dom-exception.ts';
import { eventGlobals } from './events.ts';
import { createUrlClasses } from './url.ts';

/** Globals that Node and browsers share and that need no outside. */
export function installWeb(target: object, url: (request: string) => string): void {
  const { URL, URLSearchParams } = createUrlClasses(url);
  const globals: Record<string, unknown> = {
    ...eventGlobals,
    DOMException,
    structuredClone,
    TextEncoder,
    TextDecoder,
    URL,
    URLSearchParams,
    atob: decodeBase64,
    btoa: encodeBase64,
  };
  for (const name of Object.keys(globals)) {
    // The bundler may have renamed what collided with a global.
    Object.defineProperty(globals[name], 'name', { value: name, configurable: true });
    defineHidden(target, name, globals[name]);
  }
}
