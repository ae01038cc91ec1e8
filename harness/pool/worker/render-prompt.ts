import { JinjaTemplateChatWrapper, type ChatHistoryItem, type LlamaModel, type Token } from 'node-llama-cpp';
import type { ChatMessage } from '../../contract/chat.ts';
import { HermesError, textOf } from '../../contract/errors.ts';

/** A prompt ready for the model, and the tokens besides the model's own end-of-generation tokens that end its turn. */
export interface Prompt {
  tokens: Token[];
  stopTokens: Set<Token>;
}

export type PromptRenderer = (messages: ChatMessage[]) => Prompt;

/**
 * Applies the chat template of the GGUF file. Special tokens are recognised in the template's own text only: what looks like one
 * inside a message stays plain text. `strftime_now` of a template gives a fixed day. Throws HERMES_POOL_TEMPLATE.
 */
export function createPromptRenderer(model: LlamaModel): PromptRenderer {
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  if (template === undefined) {
    throw new HermesError('HERMES_POOL_TEMPLATE', {
      message: `${model.filename ?? 'the model'} has no chat template.`,
      fix: 'use an instruction-tuned model whose GGUF holds tokenizer.chat_template.',
    });
  }
  const wrapper = createWrapper(model, template);
  return (messages) => render(model, wrapper, messages);
}

/** Templates print today's date through this function; a prompt must not depend on the day it is asked. */
const fixedDate = '{%- macro strftime_now(format) -%}01 Jan 2026{%- endmacro -%}';

function createWrapper(model: LlamaModel, template: string): JinjaTemplateChatWrapper {
  try {
    return new JinjaTemplateChatWrapper({
      template: template.includes('strftime_now') ? fixedDate + template : template,
      joinAdjacentMessagesOfTheSameType: false,
      functionCallMessageTemplate: 'noJinja',
      tokenizer: model.tokenizer,
    });
  } catch (error) {
    throw templateFault(error);
  }
}

function render(model: LlamaModel, wrapper: JinjaTemplateChatWrapper, messages: ChatMessage[]): Prompt {
  try {
    const chatHistory: ChatHistoryItem[] = [
      ...messages.map(toHistoryItem),
      { type: 'model', response: [''] },
    ];
    const state = wrapper.generateContextState({ chatHistory });
    const tokens = state.contextText.tokenize(model.tokenizer);
    const { bos, shouldPrependBosToken } = model.tokens;
    if (shouldPrependBosToken && bos !== null && tokens[0] !== bos) tokens.unshift(bos);
    const stops = state.stopGenerationTriggers
      .map((trigger) => trigger.tokenize(model.tokenizer)[0])
      .filter((token) => token !== undefined && model.isSpecialToken(token));
    return { tokens, stopTokens: new Set(stops as Token[]) };
  } catch (error) {
    throw templateFault(error);
  }
}

function toHistoryItem(message: ChatMessage): ChatHistoryItem {
  if (message.role === 'assistant') return { type: 'model', response: [message.content] };
  return { type: message.role, text: message.content };
}

function templateFault(error: unknown): HermesError {
  return new HermesError('HERMES_POOL_TEMPLATE', {
    message: `the model's chat template failed: ${textOf(error)}`,
    fix: 'change the roles or their order (some templates want user and assistant in turn), or use another model.',
    cause: error,
  });
}
