import type { AgentCard, Message, SendMessageRequest } from '@a2a-js/sdk';
import {
  PushNotificationNotSupportedError,
  RequestMalformedError,
  TaskNotFoundError,
} from '@a2a-js/sdk/errors';
import type { A2ARequestHandler, ServerCallContext, User } from '@a2a-js/sdk/server';
import type { Metadata } from '@grpc/grpc-js';
import type { Arm } from '../contract/run-record.ts';
import type { ActServer, AgentReport } from './act-server.ts';
import { armOf } from './call-metadata.ts';
import { actsExtensionUri } from '../contract/outside-agent.ts';

/** What the SDK carries from a call to the handler and back: it travels as the "user" of the call. */
export class Caller implements User {
  readonly isAuthenticated = false;
  readonly userName = '';
  /** Aborts when the caller is gone. */
  readonly abort = new AbortController();
  readonly arm: Arm | null;
  /** What the answer cost; set when there is one. */
  report: AgentReport | null = null;

  constructor(metadata?: Metadata) {
    this.arm = metadata === undefined ? null : armOf(metadata);
  }
}

/**
 * An agent of acts as the A2A SDK's request handler: every request is answered by one message (streamed: one event) and there are no tasks. The SDK's own default handler
 * keeps a task machinery behind each message, which costs more than the transport (docs/decisions/0002-a2a-message-handler.md).
 */
export function actRequestHandler(server: ActServer, card: () => AgentCard): A2ARequestHandler {
  const answer = async ({ message }: SendMessageRequest, context: ServerCallContext): Promise<Message> => {
    if (!message?.messageId) throw new RequestMalformedError('message.messageId is required.');
    if (message.taskId) throw noTask(message.taskId);
    const caller = context.user instanceof Caller ? context.user : null;
    const signal = caller?.abort.signal ?? new AbortController().signal;
    const answered = await server.answer(message, { signal, arm: caller?.arm ?? null });
    if (caller) caller.report = answered.report;
    if (caller?.arm) context.addActivatedExtension(actsExtensionUri);
    return answered.message;
  };
  const noPush = async () => {
    throw new PushNotificationNotSupportedError();
  };
  return {
    getAgentCard: async () => card(),
    getAuthenticatedExtendedAgentCard: async () => card(),
    sendMessage: answer,
    sendMessageStream: async function* (request, context) {
      yield { payload: { $case: 'message', value: await answer(request, context) } };
    },
    // oxlint-disable-next-line require-yield
    resubscribe: async function* ({ id }) {
      throw noTask(id);
    },
    getTask: async ({ id }) => {
      throw noTask(id);
    },
    cancelTask: async ({ id }) => {
      throw noTask(id);
    },
    listTasks: async ({ pageSize }) => ({
      tasks: [],
      nextPageToken: '',
      pageSize: pageSize ?? 0,
      totalSize: 0,
    }),
    createTaskPushNotificationConfig: noPush,
    getTaskPushNotificationConfig: noPush,
    listTaskPushNotificationConfigs: noPush,
    deleteTaskPushNotificationConfig: noPush,
  };
}

function noTask(id: string): TaskNotFoundError {
  return new TaskNotFoundError(`Task not found: ${id}. This agent answers with messages.`);
}
