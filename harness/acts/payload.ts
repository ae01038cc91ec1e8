import type { AnchorStore } from '../anchors/store.ts';
import type { Act } from '../contract/act.ts';
import type { Json } from '../contract/json.ts';
import { HermesError } from '../contract/errors.ts';

/** What dereferencing cost: one time per anchor, and the bytes read. Counted beside the message path, never in it. */
export interface Derefs {
  ms: number[];
  bytes: number;
}

/** An empty count. */
export function noDerefs(): Derefs {
  return { ms: [], bytes: 0 };
}

/** Reads an anchor and counts it. HERMES_ACTS_NO_STORE, or what the store throws. */
export function dereference(uri: string, store: AnchorStore | undefined, derefs: Derefs): Uint8Array {
  if (!store) {
    throw new HermesError('HERMES_ACTS_NO_STORE', {
      message: `${uri} is to be read, but no anchor store is open here.`,
      fix: 'pass `store` to the port and to serveAgent.',
    });
  }
  const startedMs = performance.now();
  const bytes = store.resolve(uri);
  derefs.ms.push(performance.now() - startedMs);
  derefs.bytes += bytes.length;
  return bytes;
}

/** The act with its payload inline: handlers and callers never see which arm it came by. */
export function inlined(act: Act, store: AnchorStore | undefined, derefs: Derefs): Act {
  if (act.payload.kind === 'inline') return act;
  const bytes = dereference(act.payload.uri, store, derefs);
  return { ...act, payload: { kind: 'inline', bytes, mediaType: act.payload.mediaType } };
}

/**
 * What an agent's answer says by the convention of docs/agents.md: its JSON object, or a refusal where the payload is prose or anything else.
 * Never throws on an inline payload: an agent's answer is data.
 */
export function readAnswer(act: Act): { [key: string]: Json } {
  if (act.payload.kind === 'anchor')
    throw new TypeError('readAnswer() wants the act as ask() returns it: inline');
  const text = new TextDecoder().decode(act.payload.bytes);
  try {
    const value = JSON.parse(text) as Json;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch {
    // Not JSON: prose is a refusal, below.
  }
  return { refusal: { reason: 'not-json', text: text.slice(0, 2_000) } };
}
