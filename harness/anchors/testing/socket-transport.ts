import { request } from 'node:http';
import { Readable } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** The official client's HTTP transport, led through a unix socket; with a secret as bearer token where there is one. */
export function socketTransport(socketPath: string, secret?: string): StreamableHTTPClientTransport {
  const url = new URL('http://localhost/mcp');
  return new StreamableHTTPClientTransport(url, { fetch: fetchOver(socketPath, secret) });
}

function fetchOver(socketPath: string, secret: string | undefined): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const body = Buffer.from(await asked.arrayBuffer());
    const headers = Object.fromEntries(asked.headers);
    if (secret !== undefined) headers['authorization'] = `Bearer ${secret}`;
    const path = new URL(asked.url).pathname;
    return await new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, method: asked.method, path, headers }, (incoming) => {
        const status = incoming.statusCode ?? 500;
        const empty = status === 202 || status === 204;
        const answer = Readable.toWeb(incoming) as ConstructorParameters<typeof Response>[0];
        resolve(
          new Response(empty ? null : answer, {
            status,
            headers: incoming.headers as Record<string, string>,
          }),
        );
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  };
}
