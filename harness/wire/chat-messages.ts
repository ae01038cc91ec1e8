import { z } from 'zod';
import { ChatObservation, ChatReply, ChatRequest } from '../contract/chat.ts';
import { Fault } from '../contract/fault.ts';

const id = z.number().int().nonnegative();

/** What a chat client says over the socket, one JSON document a line. */
export const ToChatServer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ask'),
    id,
    request: ChatRequest,
    stream: z.boolean(),
    traceId: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('cancel'), id }),
]);
export type ToChatServer = z.infer<typeof ToChatServer>;

/** What the chat server answers. */
export const FromChatServer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), id, text: z.string() }),
  z.strictObject({ type: z.literal('answer'), id, reply: ChatReply, observation: ChatObservation }),
  z.strictObject({ type: z.literal('failed'), id, fault: Fault }),
]);
export type FromChatServer = z.infer<typeof FromChatServer>;
