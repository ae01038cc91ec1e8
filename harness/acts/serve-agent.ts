import { unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import type { AgentCard } from '@a2a-js/sdk';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import type { AnchorStore } from '../anchors/store.ts';
import { HermesError } from '../contract/errors.ts';
import { type ActServer, type AgentHandler, createActServer } from './act-server.ts';
import { Caller, actRequestHandler } from './act-request-handler.ts';
import { grpcTarget, socketPathOf } from './address.ts';
import { agentCard } from './agent-card.ts';
import { admitOnly, reportTrailer } from './call-metadata.ts';
import { maxGrpcMessageBytes } from './limits.ts';

/** A running agent; disposing it ends its calls and closes its socket. */
export interface ServedAgent extends AsyncDisposable {
  /** Where it listens, as `connectAgent` takes it. */
  address: string;
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
  /** Only calls that carry it are looked at; without one everybody who reaches the socket may ask. */
  secret?: string | undefined;
}): Promise<ServedAgent> {
  const target = grpcTarget(options.listen);
  const socketPath = socketPathOf(target);
  if (socketPath !== null) await removeDeadSocket(socketPath);
  const server = new Server({
    'grpc.max_receive_message_length': maxGrpcMessageBytes,
    'grpc.max_send_message_length': -1,
    interceptors: options.secret === undefined ? [] : [admitOnly(options.secret)],
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

function a2aService(server: ActServer, card: AgentCard) {
  const callers = new WeakMap<object, Caller>();
  const service = grpcService({
    requestHandler: actRequestHandler(server, card),
    userBuilder: async (call) => callers.get(call) ?? new Caller(call.metadata),
  });
  const sendMessage: handleUnaryCall<unknown, unknown> = (call, callback) => {
    const caller = new Caller(call.metadata);
    callers.set(call, caller);
    // grpc-js says so after every call, answered ones included.
    call.on('cancelled', () => {
      if (!caller.report) caller.abort.abort(new Error('the caller is gone'));
    });
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
          fix: 'use a path in a directory that exists and is writable, and that no other agent uses.',
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
