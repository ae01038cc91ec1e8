import { jsonPayload } from '../contract/act.ts';
import type { Json } from '../contract/json.ts';
import type { AgentContext, AgentHandler } from './act-server.ts';
import { replyTo } from './new-act.ts';
import { readAnswer } from './payload.ts';

/**
 * An agent's handler from a function of JSON to JSON, by the convention of docs/agents.md: it gets the request's object (for the coder
 * `{statement, signature, plan?, failing?}`) and returns the answer's (`{code, lang}`, or `{refusal: {reason, text}}`), sent as INFORM.
 */
export function jsonHandler(
  answer: (request: { [key: string]: Json }, context: AgentContext) => Promise<{ [key: string]: Json }>,
): AgentHandler {
  return async (act, context) =>
    replyTo(act, { type: 'INFORM', payload: jsonPayload(await answer(readAnswer(act), context)) });
}
