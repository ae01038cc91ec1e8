import type { ChatMessage, ChatReply, ResponseFormat } from '../contract/chat.ts';
import type { PromptSet } from './render-prompt.ts';

/** What a role of ours works with. Seed and sampling are the run host's to choose, never the agent's. */
export interface AgentTools {
  complete(
    messages: ChatMessage[],
    options?: { responseFormat?: ResponseFormat | undefined },
  ): Promise<ChatReply>;
  prompts: PromptSet;
  /** Constrain JSON answers by a grammar made from their schema. */
  grammar: boolean;
}

/** The typed refusal for a completion that was cut off before it could be an answer, or undefined when it was not. */
export function refusalOfCutOff(reply: ChatReply): { refusal: { reason: string; text: string } } | undefined {
  if (reply.finishReason !== 'context-overflow') return undefined;
  return { refusal: { reason: 'the context was full before the answer ended', text: reply.text } };
}
