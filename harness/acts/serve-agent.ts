import { unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import { A2AService, grpcService } from '@a2a-js/sdk/server/grpc';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { AnchorStore } from '../anchors/store.ts';
import { HermesError } from '../contract/errors.ts';
import { type AgentHandler, createActServer } from './act-server.ts';
import { Caller, actRequestHandler } from './act-request-handler.ts';
import { grpcTarget, socketPathOf } from './address.ts';
import { agentCard } from './agent-card.ts';
import { admitOnly, reportTrailer } from './call-metadata.ts';
import { maxGrpcMessageBytes } from './limits.ts';
import { cardPath, serveHttp } from './serve-http.ts';

/** A running agent; disposing it ends its calls and closes its socket. */
export interface ServedAgent extends AsyncDisposable {
  /** Where it listens, as `connectAgent` takes it. */
  address: string;
  /** Where its card lies, if it is served by HTTP, too. */
  cardUrl?: string | undefined;
}

/**
 * Serves a role as an A2A v1 agent over gRPC. `listen` is `unix:/path` (a socket that a dead process left behind is replaced) or
 * `127.0.0.1:0`. Without a store the agent can neither read nor write anchors: everything travels inline. Rejects with HERMES_ACTS_ADDRESS.
 */
export async function serveAgent(options: {
  role: string;
  handler: AgentHandler;
  listen: string;
  store?: AnchorStore | undefined;
  /** Only calls that carry it are looked at; without one everybody who reaches the socket may ask. */
  secret?: string | undefined;
  /** `127.0.0.1:0`: also serve the card and A2A's JSON-RPC by HTTP there (serve-http.ts). Has no secret. */
  http?: string | undefined;
}): Promise<ServedAgent> {
  const target = grpcTarget(options.listen);
  const socketPath = socketPathOf(target);
  if (socketPath !== null) await removeDeadSocket(socketPath);
  const server = new Server({
    'grpc.max_receive_message_length': maxGrpcMessageBytes,
    'grpc.max_send_message_length': -1,
    interceptors: options.secret === undefined ? [] : [admitOnly(options.secret)],
  });
  const anchors = options.store !== undefined;
  let card = agentCard(options.role, { address: target, anchors });
  const handler = actRequestHandler(createActServer(options), () => card);
  server.addService(A2AService, a2aService(handler));
  await using opening = new AsyncDisposableStack();
  const port = await bind(server, target);
  opening.defer(() => server.forceShutdown());
  const address = socketPath === null ? target.replace(/:\d+$/, `:${port}`) : target;
  card = agentCard(options.role, { address, anchors });
  const http = await (options.http === undefined
    ? undefined
    : serveHttp({ listen: options.http, handler, card: () => card }));
  if (http !== undefined) card = agentCard(options.role, { address, httpUrl: http.url, anchors });
  const opened = opening.move();
  if (http !== undefined) opened.use(http);
  return {
    address,
    cardUrl: http === undefined ? undefined : http.url + cardPath,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function a2aService(requestHandler: A2ARequestHandler) {
  const callers = new WeakMap<object, Caller>();
  const service = grpcService({
    requestHandler,
    userBuilder: async (call) => callers.get(call) ?? new Caller(call.metadata),
  });
  /** Knows who calls, and when nobody waits any more: grpc-js says "cancelled" after every call, answered ones included. */
  const watched = (call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>) => {
    const caller = new Caller(call.metadata);
    callers.set(call, caller);
    call.on('cancelled', () => {
      if (!caller.report) caller.abort.abort(new Error('the caller is gone'));
    });
    return caller;
  };
  const sendMessage: handleUnaryCall<unknown, unknown> = (call, callback) => {
    const caller = watched(call);
    service.sendMessage(call as never, (error, value) =>
      callback(error, value, caller.report ? reportTrailer(caller.report) : undefined),
    );
  };
  const sendStreamingMessage: handleServerStreamingCall<unknown, unknown> = (call) => {
    watched(call);
    service.sendStreamingMessage(call as never);
  };
  return { ...service, sendMessage, sendStreamingMessage };
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
