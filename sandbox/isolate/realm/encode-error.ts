import { errorKind } from './classes.ts';
import { type Encoder, newEncoder, pairText, read, spend } from './encoder.ts';
import { bounded, errorText, maxErrorMessage, maxErrorName } from './error-text.ts';
import { hasOwn, indexOf, isEnumerable, lastIndexOf, objectKeys, slice, stringify } from './primordials.ts';

/**
 * An error: the built-in that it is an instance of, what it says, and of its own properties those that can cross. `x` says that some could not.
 */
export function encodeError(error: object, state: Encoder): string {
  const head = `{"$":"error","k":"${errorKind(error)}","s":${stringify(ownFrames(errorText(error).stack))},"n":`;
  const name = state.encodeValue(cut(read(error, 'name'), maxErrorName), state);
  const message = state.encodeValue(cut(read(error, 'message'), maxErrorMessage), state);
  const shown = provenPairs(error, objectKeys(error), state);
  const hidden = provenPairs(error, hiddenParts(error), state);
  const rest = shown.isWhole && hidden.isWhole ? '' : ',"x":1';
  return `${spend(state, head)}${name},"m":${message},"p":[${shown.text}],"h":[${hidden.text}]${rest}}`;
}

/** A stack without our frames, which are the last ones: they are not the program's, and their lines change with every version of ours. */
function ownFrames(stack: string): string {
  const ours = indexOf(stack, 'hermes:realm');
  return ours < 0 ? stack : slice(stack, 0, lastIndexOf(stack, '\n', ours));
}

/** What an error has that no enumeration shows. */
function hiddenParts(error: object): string[] {
  const parts: string[] = [];
  for (let at = 0; at < maybeHidden.length; at += 1) {
    const name = maybeHidden[at] as string;
    if (hasOwn(error, name) && !isEnumerable(error, name)) parts[parts.length] = name;
  }
  return parts;
}

const maybeHidden = ['cause', 'errors'];

/** Those of the named properties that can cross; each is tried on its own first, so that one that cannot leaves nothing behind. */
function provenPairs(value: object, names: string[], state: Encoder): { text: string; isWhole: boolean } {
  let text = '';
  let isWhole = true;
  const wasProven = state.isProven;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const part = read(value, name);
    if (!wasProven && typeof part !== 'string' && !canCross(part, state)) {
      isWhole = false;
      continue;
    }
    state.isProven = true;
    text += `${text === '' ? '' : ','}${pairText(name, part, state)}`;
    state.isProven = wasProven;
  }
  return { text, isWhole };
}

function canCross(value: unknown, { encodeValue, left }: Encoder): boolean {
  try {
    encodeValue(value, newEncoder(encodeValue, left, true));
    return true;
  } catch {
    return false;
  }
}

function cut(value: unknown, maxCharacters: number): unknown {
  return typeof value === 'string' ? bounded(value, maxCharacters) : value;
}
