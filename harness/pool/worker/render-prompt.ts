import { type LlamaModel, LlamaText, SpecialTokensText, type Token } from 'node-llama-cpp';
import type { ChatMessage, Tool } from '../../contract/chat.ts';
import { HermesError } from '../../contract/errors.ts';
import { createChatTemplate } from './chat-template.ts';
import { toolStyleOf, type ToolStyle } from './tools/tool-style.ts';

/** A prompt ready for the model, and the tokens besides the model's own end-of-generation tokens that end its turn. */
export interface Prompt {
  tokens: Token[];
  stopTokens: Set<Token>;
}

export interface PromptRenderer {
  /** Throws HERMES_POOL_TEMPLATE, and HERMES_POOL_TOOLS when the template knows no tools. */
  render(messages: ChatMessage[], tools: Tool[]): Prompt;
  /** How the model writes tool calls. */
  toolStyle: ToolStyle;
}

/**
 * Applies the chat template of the GGUF file. Special tokens are recognised in the template's own text only: what looks like one
 * inside a message stays plain text. `strftime_now` of a template gives a fixed day. Throws HERMES_POOL_TEMPLATE.
 */
export function createPromptRenderer(model: LlamaModel): PromptRenderer {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  if (source === undefined) {
    throw new HermesError('HERMES_POOL_TEMPLATE', {
      message: `${model.filename ?? 'the model'} has no chat template.`,
      fix: 'use an instruction-tuned model whose GGUF holds tokenizer.chat_template.',
    });
  }
  const { bosString, eosString } = model.tokens;
  const template = createChatTemplate(source, { bos: bosString ?? '', eos: eosString ?? '' });
  return {
    toolStyle: toolStyleOf(source),
    render(messages, tools) {
      const { parts, afterAnswer } = template.render(messages, tools);
      const text = LlamaText(
        parts.map((part) => (part.from === 'template' ? new SpecialTokensText(part.text) : part.text)),
      );
      const tokens = text.tokenize(model.tokenizer);
      const { bos, shouldPrependBosToken } = model.tokens;
      if (shouldPrependBosToken && bos !== null && tokens[0] !== bos) tokens.unshift(bos);
      const [stop] = model.tokenize(afterAnswer, true);
      const isStop = stop !== undefined && model.isSpecialToken(stop);
      return { tokens, stopTokens: new Set(isStop ? [stop] : []) };
    },
  };
}
