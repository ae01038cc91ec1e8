import type { LlamaModel, Token } from 'node-llama-cpp';

const replacement = '\uFFFD';
/** Tokens of context that some tokenizers need to decide on a leading space. */
const lookBack = 4;

/** Turns tokens into text piece by piece; a piece is held back while it ends inside a character. */
export interface TextDecoder {
  /** Adds a token and returns the text so far, white space at its end included. */
  push(token: Token): string;
  /** Tokens so far. */
  count(): number;
  /** The whole text, with what was held back. */
  end(): string;
}

/**
 * Creates a decoder that reports each piece to `onText`; all pieces together are the text that `end` returns. With `trimEnd`, white
 * space at the end belongs to neither.
 */
export function createTextDecoder(
  model: LlamaModel,
  options: { onText?: ((text: string) => void) | undefined; trimEnd: boolean },
): TextDecoder {
  const tokens: Token[] = [];
  let held = 0;
  let text = '';
  let told = 0;
  const tell = (end: number) => {
    if (end > told) options.onText?.(text.slice(told, end));
    told = Math.max(told, end);
  };
  const flush = (isLast: boolean) => {
    const start = tokens.length - held;
    const before = tokens.slice(Math.max(0, start - lookBack), start);
    const piece = model.detokenize(tokens.slice(start), false, before);
    if (piece === '' || (!isLast && piece.endsWith(replacement))) return;
    held = 0;
    text += piece;
    tell(options.trimEnd ? text.trimEnd().length : text.length);
  };
  return {
    push(token) {
      tokens.push(token);
      held++;
      flush(false);
      return text;
    },
    count: () => tokens.length,
    end() {
      if (held > 0) flush(true);
      return options.trimEnd ? text.trimEnd() : text;
    },
  };
}
