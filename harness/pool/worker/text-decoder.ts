import type { LlamaModel, Token } from 'node-llama-cpp';

const replacement = '\uFFFD';
/** Tokens of context that some tokenizers need to decide on a leading space. */
const lookBack = 4;

/** Turns tokens into text piece by piece; a piece is held back while it ends inside a character. */
export interface TextDecoder {
  /** Adds a token and returns the text so far. */
  push(token: Token): string;
  /** Tokens so far. */
  count(): number;
  /** The whole text, with what was held back. */
  end(): string;
}

/** With `special`, control tokens are part of the text: some models write tool calls with them. */
export function createTextDecoder(model: LlamaModel, { special }: { special: boolean }): TextDecoder {
  const tokens: Token[] = [];
  let held = 0;
  let text = '';
  const flush = (isLast: boolean) => {
    const start = tokens.length - held;
    const before = tokens.slice(Math.max(0, start - lookBack), start);
    const piece = model.detokenize(tokens.slice(start), special, before);
    if (piece === '' || (!isLast && piece.endsWith(replacement))) return;
    held = 0;
    text += piece;
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
      return text;
    },
  };
}
