import { type Message, type Part, type Task, TaskState } from '@a2a-js/sdk';
import { type Act, jsonMediaType } from '../contract/act.ts';
import { HermesError } from '../contract/errors.ts';
import { deserializeReply } from './a2a-message.ts';
import { textOfParts } from './arm-a.ts';
import { decodeParts } from './arms.ts';
import { replyTo } from './new-act.ts';
import { checkSchema } from './schema-check.ts';
import { parsedJson } from '../contract/json.ts';

/**
 * Reads what an agent sent back as the answer to `request`. A typed agent must send an act; any other A2A agent may send text, which becomes an
 * INFORM act: JSON or prose, that is the reader's to judge. Throws HERMES_ACTS_BAD_REPLY, HERMES_ACTS_SCHEMA or HERMES_ACTS_AGENT_FAILED.
 */
export function readReply(bytes: Buffer, about: { request: Act; role: string; typed: boolean }): Act {
  const { request, role, typed } = about;
  const parts = partsOf(bytes, role);
  const act = tryDecode(parts);
  if (act instanceof Error) {
    if (typed) throw badReply(`${role} sent no act: ${act.message}`, act);
    return plainReply(parts, request);
  }
  if (act.type === 'ERROR') return act;
  checkSchema(act);
  if (act.traceId !== request.traceId || act.spanId !== request.spanId || act.epoch !== request.epoch) {
    throw badReply(
      `${role} answered span ${act.spanId} of epoch ${act.epoch}, asked was span ${request.spanId} of epoch ${request.epoch}`,
    );
  }
  return act;
}

function partsOf(bytes: Buffer, role: string): Part[] {
  let answer: ReturnType<typeof deserializeReply>;
  try {
    answer = deserializeReply(bytes);
  } catch (cause) {
    throw badReply(`${role} sent ${bytes.length} bytes that are no A2A answer`, cause);
  }
  return answer.$case === 'message' ? answer.value.parts : partsOfTask(answer.value, role);
}

function partsOfTask(task: Task, role: string): Part[] {
  const state = task.status?.state;
  const said: Message | undefined = task.status?.message;
  if (state !== TaskState.TASK_STATE_COMPLETED && state !== TaskState.TASK_STATE_INPUT_REQUIRED) {
    throw new HermesError('HERMES_ACTS_AGENT_FAILED', {
      message: `${role} ended its A2A task in state ${state}: ${textOfParts(said?.parts ?? []).slice(0, 500)}`,
      fix: "look at the agent's log.",
    });
  }
  const made = task.artifacts.flatMap((artifact) => artifact.parts);
  return made.length > 0 ? made : (said?.parts ?? []);
}

function tryDecode(parts: readonly Part[]): Act | Error {
  try {
    return decodeParts(parts);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function plainReply(parts: readonly Part[], request: Act): Act {
  const data = parts.find(({ content }) => content?.$case === 'data')?.content?.value as unknown;
  const text = data === undefined ? textOfParts(parts) : JSON.stringify(data);
  return replyTo(request, {
    type: 'INFORM',
    payload: {
      kind: 'inline',
      bytes: new TextEncoder().encode(text),
      mediaType: parsedJson(text) !== undefined ? jsonMediaType : 'text/plain',
    },
  });
}

function badReply(what: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_ACTS_BAD_REPLY', {
    message: `${what}.`,
    fix: 'docs/agents.md says what an answer looks like.',
    cause,
  });
}
