import { unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server';
import type { AgentExecutor, User } from '@a2a-js/sdk/server';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Metadata, handleUnaryCall } from '@grpc/grpc-js';
import type { AnchorStore } from '../anchors/store.ts';
import type { Arm } from '../contract/run-record.ts';
import { HermesError } from '../errors.ts';
import { createActServer } from './act-server.ts';
import type { ActServer, AgentHandler, AgentReport } from './act-server.ts';
import { grpcTarget, socketPathOf } from './address.ts';
import { agentCard } from './agent-card.ts';
import { armOf, reportTrailer } from './call-metadata.ts';
import { maxGrpcMessageBytes } from './limits.ts';
import { actsExtensionUri } from './schema.ts';

/** A running agent; disposing it ends its calls and closes its socket. */
export interface ServedAgent extends AsyncDisposable {
  /** Where it listens, as `connectAgent` takes it. */
  readonly address: string;
}

/**
 * Serves a role as an A2A v1 agent over gRPC. `listen` is `unix:/path` (a socket that a dead process left behind is replaced) or
 * `127.0.0.1:0`. Without a store the agent can neither read nor write anchors. Rejects with HERMES_ACTS_ADDRESS.
 */
export async function serveAgent(options: {
  role: string;
  handler: AgentHandler;
  listen: string;
  store?: AnchorStore | undefined;
}): Promise<ServedAgent> {
  const target = grpcTarget(options.listen);
  const socketPath = socketPathOf(target);
  if (socketPath !== null) await removeDeadSocket(socketPath);
  const server = new Server({
    'grpc.max_receive_message_length': maxGrpcMessageBytes,
    'grpc.max_send_message_length': -1,
  });
  server.addService(
    A2AService,
    a2aService(createActServer(options), agentCard(options.role, options.listen)),
  );
  const port = await bind(server, target);
  return {
    address: socketPath === null ? target.replace(/:\d+$/, `:${port}`) : target,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

/** What the SDK hands from the call to the executor and back: it travels as the "user" of the call. */
class Caller implements User {
  readonly isAuthenticated = false;
  readonly userName = '';
  readonly abort = new AbortController();
  readonly arm: Arm | null;
  report: AgentReport | null = null;

  constructor(metadata: Metadata) {
    this.arm = armOf(metadata);
  }
}

function a2aService(server: ActServer, card: ReturnType<typeof agentCard>) {
  const executor: AgentExecutor = {
    execute: async ({ userMessage, context }, bus) => {
      const caller = context.user instanceof Caller ? context.user : null;
      const signal = caller?.abort.signal ?? new AbortController().signal;
      const { message, report } = await server.answer(userMessage, { signal, arm: caller?.arm ?? null });
      if (caller) caller.report = report;
      if (caller?.arm) context.addActivatedExtension(actsExtensionUri);
      bus.publish(AgentEvent.message(message));
      bus.finished();
    },
    // Answers are messages, not tasks: there is nothing to cancel but the call itself.
    cancelTask: async () => {},
  };
  const callers = new WeakMap<object, Caller>();
  const requestHandler = new DefaultRequestHandler(
    card,
    new InMemoryTaskStore(),
    executor,
    undefined,
    undefined,
    undefined,
    async () => card,
  );
  const service = grpcService({
    requestHandler,
    userBuilder: async (call) => callers.get(call) ?? new Caller(call.metadata),
  });
  const sendMessage: handleUnaryCall<unknown, unknown> = (call, callback) => {
    const caller = new Caller(call.metadata);
    callers.set(call, caller);
    call.on('cancelled', () => caller.abort.abort(new Error('the caller is gone')));
    service.sendMessage(call as never, (error, value) =>
      callback(error, value, caller.report ? reportTrailer(caller.report) : undefined),
    );
  };
  return { ...service, sendMessage };
}

async function bind(server: Server, target: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.bindAsync(target, ServerCredentials.createInsecure(), (cause, port) => {
      if (!cause) return resolve(port);
      reject(
        new HermesError('HERMES_ACTS_ADDRESS', {
          message: `cannot listen on ${target}: ${cause.message}.`,
          fix: 'use a path in a directory that exists and is writable, and that no other agent uses',
          cause,
        }),
      );
    });
  });
}

/** A killed process leaves its socket file; one that still answers is left alone (and binding then fails). */
async function removeDeadSocket(path: string): Promise<void> {
  const dead = await new Promise<boolean>((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
  if (dead) await unlink(path);
}
