import type { Part } from '@a2a-js/sdk';
import type { Act } from '../contract/act.ts';

/** How one arm writes an act into the parts of an A2A message. Nothing but the encoding differs between arms. */
export interface ActCodec {
  /** Writes the act. Payloads are inline when they come in; only arm `PM` may turn one into an anchor. */
  encode(act: Act): Part[];
  /** Reads what `encode` wrote. Throws whatever is wrong with the parts; the caller says whose fault it is. */
  decode(parts: readonly Part[]): Act;
}

/** A message part with the given content and nothing else. */
export function part(content: NonNullable<Part['content']>, mediaType = ''): Part {
  return { content, mediaType, metadata: undefined, filename: '' };
}
