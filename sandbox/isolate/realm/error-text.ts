import { max, min, slice, stringify, toText } from './primordials.ts';

/** Bounds of an error's texts, in characters. */
export const maxErrorName = 200;
export const maxErrorMessage = 8192;
/** What is left of a text when a program has used up its output. */
const minText = 100;

/** An error in three bounded strings. */
export interface ErrorText {
  name: string;
  message: string;
  stack: string;
}

/** Reads whatever was thrown; never throws itself, unless the stack is exhausted. */
export function errorText(thrown: unknown, maxCharacters = maxErrorMessage): ErrorText {
  const most = min(maxErrorMessage, max(minText, maxCharacters));
  if (typeof thrown !== 'object' || thrown === null) {
    return { name: 'NonError', message: bounded(plainText(thrown), most), stack: '' };
  }
  return {
    name: bounded(field(thrown, 'name') ?? 'NonError', maxErrorName),
    message: bounded(field(thrown, 'message') ?? 'an object that is no error was thrown', most),
    stack: bounded(field(thrown, 'stack') ?? '', most),
  };
}

/** An error as JSON text `{"n","m","s"}`. */
export function errorJson(thrown: unknown): string {
  const { name, message, stack } = errorText(thrown);
  return `{"n":${stringify(name)},"m":${stringify(message)},"s":${stringify(stack)}}`;
}

function field(thrown: object, name: string): string | undefined {
  try {
    const value = (thrown as Record<string, unknown>)[name];
    return value === undefined ? undefined : plainText(value);
  } catch {
    return undefined;
  }
}

function plainText(value: unknown): string {
  try {
    return toText(value);
  } catch {
    return 'unreadable';
  }
}

/** A text cut to its longest length. */
export function bounded(text: string, maxCharacters: number): string {
  return text.length > maxCharacters ? `${slice(text, 0, maxCharacters)}…` : text;
}
