import type { z } from 'zod';
import type { AgentHandler } from '../acts/act-server.ts';
import { errorReply, replyTo } from '../acts/new-act.ts';
import { type Act, jsonPayload } from '../contract/act.ts';
import type { ChatDesk, Role } from '../contract/chat.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { faultOf } from '../contract/fault.ts';
import { Json } from '../contract/json.ts';
import type { AgentTools } from './agent-tools.ts';
import { requests, works } from './answer-with.ts';
import type { PromptSet } from './render-prompt.ts';

/** What a role of ours is made of. */
export interface RoleParts {
  /** Where completions come from: the run host, which decides seed and sampling itself. */
  chat: ChatDesk;
  prompts: PromptSet;
  /** Constrain JSON answers by a grammar. */
  grammar: boolean;
}

/** The act handler of one of our own roles: REQUEST act in, INFORM act with the answer (or a refusal) out, ERROR act for trouble of ours. */
export function roleHandler(role: Role, { chat, prompts, grammar }: RoleParts): AgentHandler {
  return async (act, { signal, resolve }) => {
    let asked = 0;
    const tools: AgentTools = {
      prompts,
      grammar,
      complete(messages, { responseFormat } = {}) {
        const trace = { span: act.spanId, index: asked };
        asked += 1;
        return chat.complete({ messages, responseFormat, trace }, { signal });
      },
    };
    try {
      const request = readRequest(role, await payloadText(act, resolve));
      const answer = Json.parse(await works[role](request, tools));
      return replyTo(act, { type: 'INFORM', payload: jsonPayload(answer) });
    } catch (error) {
      signal.throwIfAborted();
      return errorReply(act, faultOf(HermesError.from(error, 'HERMES_RUN_SAMPLE_FAULT')));
    }
  };
}

/** The request of a role; HERMES_ACTS_MALFORMED says which keys are missing, wrong or too many. */
function readRequest(role: Role, text: string): never {
  const read = requests[role].safeParse(parsed(role, text));
  if (read.success) return read.data as never;
  throw malformed(
    `the request to the ${role} does not fit: ${read.error.issues.map(told).join('; ')}`,
    read.error,
  );
}

function parsed(role: Role, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`the request to the ${role} is no JSON (${textOf(cause)})`, cause);
  }
}

function told({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function malformed(what: string, cause: unknown): HermesError {
  return new HermesError('HERMES_ACTS_MALFORMED', {
    message: `${what.slice(0, 1_000)}.`,
    fix: 'send {statement, signature, entryPoint, lang: "js" | "ts"}, or prose that holds the signature: function name(…); docs/agents.md lists all keys.',
    cause,
  });
}

async function payloadText(act: Act, resolve: (uri: string) => Promise<Uint8Array>): Promise<string> {
  const { payload } = act;
  const bytes = payload.kind === 'inline' ? payload.bytes : await resolve(payload.uri);
  return new TextDecoder().decode(bytes);
}
