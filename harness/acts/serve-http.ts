import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { A2A_VERSION_HEADER, type AgentCard } from '@a2a-js/sdk';
import { type A2ARequestHandler, JsonRpcTransportHandler, ServerCallContext } from '@a2a-js/sdk/server';
import { HermesError, textOf } from '../contract/errors.ts';
import { Caller } from './act-request-handler.ts';
import { grpcTarget, socketPathOf } from './address.ts';
import { maxGrpcMessageBytes } from './limits.ts';

/** An agent's HTTP side; disposing it ends its connections. */
export interface ServedHttp extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`; the card lies below it. */
  url: string;
}

/** Where A2A clients look for a card. */
export const cardPath = '/.well-known/agent-card.json';

/**
 * Serves an agent by HTTP on a loopback address: its card at `/.well-known/agent-card.json`, and A2A's JSON-RPC by POST to `/`. Rejects with HERMES_ACTS_ADDRESS.
 * Nothing of a browser's is answered: a request for another host, or whose body is not declared as JSON, is refused.
 */
export async function serveHttp(options: {
  listen: string;
  handler: A2ARequestHandler;
  card: () => AgentCard;
}): Promise<ServedHttp> {
  const target = grpcTarget(options.listen);
  if (socketPathOf(target) !== null) throw noAddress(options.listen, 'HTTP is served on a port');
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(target) ?? [];
  const rpc = new JsonRpcTransportHandler(options.handler);
  let url = '';
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.listen(Number(port), host.replace(/^\[|\]$/g, ''));
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw noAddress(options.listen, textOf(cause), cause);
  }
  url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', url);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isLoopback(request) && pathname === cardPath && isRead) return send(response, 200, options.card());
    const refusal = refusalOf(request, pathname);
    if (refusal !== null) return send(response, ...refusal);
    const body = await textBody(request);
    if (body === null) {
      return send(response, 413, { error: `a request has at most ${maxGrpcMessageBytes} bytes` });
    }
    const caller = new Caller();
    response.once('close', () => caller.abort.abort(new Error('the caller is gone')));
    const requestedVersion = request.headers[A2A_VERSION_HEADER.toLowerCase()]?.toString() ?? '1.0';
    const answered = await rpc.handle(body, new ServerCallContext({ user: caller, requestedVersion }));
    if (Symbol.asyncIterator in answered) return stream(response, answered);
    send(response, 200, answered);
  }
}

function isLoopback({ headers }: IncomingMessage): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(headers.host ?? '');
}

/** Why a request is no JSON-RPC of an A2A client's: status and reason. */
function refusalOf(request: IncomingMessage, path: string): [status: number, body: { error: string }] | null {
  if (!isLoopback(request)) return [403, { error: 'this agent answers for its loopback address only' }];
  if (path !== '/') return [404, { error: `there are ${cardPath} and, by POST, /` }];
  if (request.method !== 'POST') return [405, { error: 'A2A JSON-RPC is spoken by POST' }];
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/(?:a2a\+)?json\b/i.test(type))
    return [415, { error: 'say content-type: application/json' }];
  return null;
}

async function stream(response: ServerResponse, events: AsyncIterable<unknown>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  try {
    for await (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  } catch (error) {
    const failed = { jsonrpc: '2.0', id: null, error: JsonRpcTransportHandler.mapToJSONRPCError(error) };
    response.write(`event: error\ndata: ${JSON.stringify(failed)}\n\n`);
  }
  response.end();
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  response.end(JSON.stringify(body));
}

/** The body, or null when it is too large. */
async function textBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxGrpcMessageBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function noAddress(listen: string, why: string, cause?: unknown): HermesError {
  return new HermesError('HERMES_ACTS_ADDRESS', {
    message: `cannot serve HTTP on ${listen}: ${why}.`,
    value: listen,
    fix: 'use 127.0.0.1:PORT with a free port, or port 0 for any.',
    cause,
  });
}
