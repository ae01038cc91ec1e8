import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Turns a fetch handler (Request → Response) into a listener for `node:http`; the request's signal aborts when the client leaves. */
export function serveFetch(handler: (request: Request) => Promise<Response>): RequestListener {
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing);
  };
}

type RequestBody = NonNullable<ConstructorParameters<typeof Request>[1]>['body'];

async function answer(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const left = new AbortController();
  outgoing.once('close', () => left.abort());
  try {
    const response = await handler(toRequest(incoming, left.signal));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body) await pipeline(Readable.fromWeb(response.body), outgoing);
    else outgoing.end();
  } catch {
    // The handler answers its own errors; what arrives here is a broken connection or a bug: the client sees a broken answer.
    if (!outgoing.headersSent) outgoing.writeHead(500);
    outgoing.destroy();
  }
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const item of value ?? []) headers.append(name, item);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody
    ? { body: Readable.toWeb(incoming) as NonNullable<RequestBody>, duplex: 'half' as const }
    : {};
  return new Request(new URL(incoming.url ?? '/', 'http://localhost'), { method, headers, signal, ...body });
}
