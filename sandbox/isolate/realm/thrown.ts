import { encode } from './encode.ts';
import { errorText } from './error-text.ts';
import { stringify } from './primordials.ts';

/** A thrown value as JSON text: `{"n","m","s"}` for people, and `"v"`, the value itself, where it can cross. Never throws. */
export function thrownJson(thrown: unknown, maxCharacters: number): string {
  const { name, message, stack } = errorText(thrown, maxCharacters);
  let value = '';
  try {
    value = `,"v":${encode(thrown, maxCharacters)}`;
  } catch {
    value = '';
  }
  return `{"n":${stringify(name)},"m":${stringify(message)},"s":${stringify(stack)}${value}}`;
}
