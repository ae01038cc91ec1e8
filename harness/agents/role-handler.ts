import type { AgentHandler } from '../acts/act-server.ts';
import { errorReply, replyTo } from '../acts/new-act.ts';
import { type Act, jsonPayload } from '../contract/act.ts';
import { CoderRequest, PlannerRequest, TesterRequest } from '../contract/agent-messages.ts';
import type { ChatMessage, ChatReply, Role } from '../contract/chat.ts';
import { Json } from '../contract/json.ts';
import type { AgentTools } from './agent-tools.ts';
import { code } from './coder.ts';
import { plan } from './planner.ts';
import type { PromptSet } from './render-prompt.ts';
import { test } from './tester.ts';

/** How an agent of ours asks the run host for a completion. */
export type Complete = (order: {
  spanId: string;
  index: number;
  messages: ChatMessage[];
  jsonSchema?: Json;
  signal: AbortSignal;
}) => Promise<ChatReply>;

/** The act handler of one of our own roles: REQUEST act in, INFORM act with the answer (or a refusal) out, ERROR act for trouble of ours. */
export function roleHandler(
  role: Role,
  options: { complete: Complete; prompts: PromptSet; grammar: boolean },
): AgentHandler {
  return async (act, { signal, resolve }) => {
    let index = 0;
    const tools: AgentTools = {
      prompts: options.prompts,
      grammar: options.grammar,
      complete(messages, { jsonSchema } = {}) {
        const order = { spanId: act.spanId, index, messages, signal };
        index += 1;
        return options.complete(jsonSchema === undefined ? order : { ...order, jsonSchema });
      },
    };
    try {
      const request: unknown = JSON.parse(await payloadText(act, resolve));
      const answer = Json.parse(await works[role](request, tools));
      return replyTo(act, { type: 'INFORM', payload: jsonPayload(answer) });
    } catch (error) {
      signal.throwIfAborted();
      return errorReply(act, describe(error));
    }
  };
}

const works: Record<Role, (request: unknown, tools: AgentTools) => Promise<unknown>> = {
  planner: (request, tools) => plan(PlannerRequest.parse(request), tools),
  coder: (request, tools) => code(CoderRequest.parse(request), tools),
  tester: (request, tools) => test(TesterRequest.parse(request), tools),
};

async function payloadText(act: Act, resolve: (uri: string) => Promise<Uint8Array>): Promise<string> {
  const { payload } = act;
  const bytes = payload.kind === 'inline' ? payload.bytes : await resolve(payload.uri);
  return new TextDecoder().decode(bytes);
}

function describe(error: unknown): { code: string; message: string } {
  const { code: given, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof given === 'string' ? given : 'HERMES_RUN_SAMPLE_FAULT',
    message: String(message ?? error),
  };
}
