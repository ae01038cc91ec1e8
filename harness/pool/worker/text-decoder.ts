import type { LlamaModel, Token } from 'node-llama-cpp';

const REPLACEMENT = '\uFFFD';
/** Tokens of context that some tokenizers need to decide on a leading space. */
const LOOK_BACK = 4;

/** Turns tokens into text piece by piece; a piece is held back while it ends inside a character. */
export interface TextDecoder {
  push(token: Token): void;
  /** Tokens so far. */
  count(): number;
  /** The whole text, with what was held back. */
  end(): string;
}

/** Creates a decoder that reports each piece to `onText`; all pieces together are the text that `end` returns. */
export function createTextDecoder(model: LlamaModel, onText?: (text: string) => void): TextDecoder {
  const tokens: Token[] = [];
  let held = 0;
  let text = '';
  const flush = (isLast: boolean) => {
    const start = tokens.length - held;
    const piece = model.detokenize(
      tokens.slice(start),
      false,
      tokens.slice(Math.max(0, start - LOOK_BACK), start),
    );
    if (piece === '' || (!isLast && piece.endsWith(REPLACEMENT))) return;
    held = 0;
    text += piece;
    onText?.(piece);
  };
  return {
    push(token) {
      tokens.push(token);
      held++;
      flush(false);
    },
    count: () => tokens.length,
    end() {
      if (held > 0) flush(true);
      return text;
    },
  };
}
