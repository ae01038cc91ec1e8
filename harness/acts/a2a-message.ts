import { type Message, type Part, Role } from '@a2a-js/sdk';
import { A2AService } from '@a2a-js/sdk/server/grpc';

type SendMessageResponse = ReturnType<typeof A2AService.sendMessage.responseDeserialize>;

/** The A2A message that carries an act to an agent. `id` is the span id: a repeated message has the same. */
export function requestMessage(id: string, parts: Part[]): Message {
  return message(id, Role.ROLE_USER, parts);
}

/** The A2A message that carries an act back. */
export function replyMessage(id: string, parts: Part[]): Message {
  return message(id, Role.ROLE_AGENT, parts);
}

/** What gRPC puts on the wire for SendMessage; its length is what is counted. */
export function serializeRequest(request: Message): Buffer {
  return A2AService.sendMessage.requestSerialize({
    tenant: '',
    message: request,
    configuration: undefined,
    metadata: undefined,
  });
}

/** Reads what `serializeRequest` wrote. Throws on garbage. */
export function deserializeRequest(bytes: Buffer): Message {
  const { message: request } = A2AService.sendMessage.requestDeserialize(bytes);
  if (!request) throw new TypeError('the request holds no message');
  return request;
}

/** What gRPC puts on the wire for the answer to SendMessage. */
export function serializeReply(reply: Message): Buffer {
  return A2AService.sendMessage.responseSerialize({ payload: { $case: 'message', value: reply } });
}

/** Reads any answer to SendMessage: a message, or a task of an agent that works that way. Throws on garbage. */
export function deserializeReply(bytes: Buffer): NonNullable<SendMessageResponse['payload']> {
  const { payload } = A2AService.sendMessage.responseDeserialize(bytes);
  if (!payload) throw new TypeError('the answer holds neither a message nor a task');
  return payload;
}

/** Bytes of the parts' contents: all of a message but its ids and framing. */
export function contentBytes(parts: readonly Part[]): number {
  return parts
    .map(({ content }) => {
      if (content?.$case === 'raw') return content.value.length;
      return typeof content?.value === 'string' ? Buffer.byteLength(content.value) : 0;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

function message(messageId: string, role: Role, parts: Part[]): Message {
  return {
    messageId,
    contextId: '',
    taskId: '',
    role,
    parts,
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}
