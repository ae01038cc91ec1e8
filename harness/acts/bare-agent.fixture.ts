// An A2A agent as somebody else would write it: the SDK and gRPC, nothing of ours. Tests give it its answers.
import { randomUUID } from 'node:crypto';
import { type AgentCard, type Part, Role } from '@a2a-js/sdk';
import {
  AgentEvent,
  type AgentExecutor,
  DefaultRequestHandler,
  type ExecutionEventBus,
  InMemoryTaskStore,
  type RequestContext,
} from '@a2a-js/sdk/server';
import { A2AService, UserBuilder, grpcService } from '@a2a-js/sdk/server/grpc';
import { Server, ServerCredentials } from '@grpc/grpc-js';

/** Listens until disposed. `answer` publishes what it likes; `extension` is declared in the card when given. */
export async function startBareAgent(options: {
  listen: string;
  answer: (context: RequestContext, bus: ExecutionEventBus) => Promise<void>;
  extension?: string | undefined;
  params?: Record<string, unknown> | undefined;
  noCard?: boolean | undefined;
  /** Put over the card. */
  card?: Partial<AgentCard> | undefined;
}): Promise<AsyncDisposable> {
  const executor: AgentExecutor = { execute: options.answer, cancelTask: async () => {} };
  const requestHandler = new DefaultRequestHandler(
    cardOf(options),
    new InMemoryTaskStore(),
    executor,
    undefined,
    undefined,
    undefined,
    async () => cardOf(options),
  );
  const server = new Server();
  server.addService(A2AService, grpcService({ requestHandler, userBuilder: UserBuilder.noAuthentication }));
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(options.listen, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  return { [Symbol.asyncDispose]: async () => server.forceShutdown() };
}

/** Publishes a message of these parts as the whole answer. */
export function say(bus: ExecutionEventBus, parts: Part[]): void {
  bus.publish(
    AgentEvent.message({
      messageId: randomUUID(),
      contextId: '',
      taskId: '',
      role: Role.ROLE_AGENT,
      parts,
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    }),
  );
  bus.finished();
}

/** A text part. */
export function text(value: string): Part {
  return { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: 'text/plain' };
}

function cardOf(options: {
  listen: string;
  extension?: string | undefined;
  params?: Record<string, unknown> | undefined;
  noCard?: boolean | undefined;
  card?: Partial<AgentCard> | undefined;
}): AgentCard {
  return {
    name: 'bare',
    description: 'An agent without Hermes.',
    version: '1',
    supportedInterfaces: [
      { url: options.listen, protocolBinding: 'GRPC', tenant: '', protocolVersion: '1.0' },
    ],
    provider: undefined,
    capabilities: {
      extendedAgentCard: options.noCard !== true,
      extensions: options.extension
        ? [{ uri: options.extension, description: '', required: false, params: options.params }]
        : [],
    },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
    signatures: [],
    ...options.card,
  };
}
