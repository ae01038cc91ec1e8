import { createServer, type Server } from 'node:http';
import { isUtf8 } from 'node:buffer';
import { chmodSync } from 'node:fs';
import {
  type CallToolResult,
  createMcpHandler,
  type ListResourcesCallback,
  McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AnchorKind, AnchorStat, AnchorUri } from '../contract/anchor.ts';
import { HermesError } from '../contract/errors.ts';
import { isSecret } from '../wire/secret.ts';
import { serveFetch } from './serve-fetch.ts';
import type { AnchorStore } from './store.ts';

/** A running MCP server; disposing it ends its connections and removes its socket. */
export interface ServedAnchors extends AsyncDisposable {
  socketPath: string;
}

/** Who may use a server of anchors, and for what. */
export interface AnchorGuard {
  /** Every request carries it as its bearer token. */
  secret: string;
  /** Kinds that the peer may put. Whoever knows an anchor's name, its digest, may read it. */
  mayPut: readonly AnchorKind[];
  /** Bytes that the peer may put in all. */
  capacityBytes: number;
  /** Told of every request without the secret. */
  onRefused?: ((why: string) => void) | undefined;
}

/** The reading half of a store. */
export type AnchorReader = Pick<AnchorStore, 'resolve' | 'stat' | 'list'>;

/** What a peer may still put. */
interface Allowance {
  mayPut: readonly AnchorKind[];
  leftBytes: number;
}

/**
 * Serves a store by MCP (streamable HTTP on a unix socket, any path of it): resources `mcp://{kind}/{digest}`, tools `put`, `resolve`, `stat`.
 * Bytes that are UTF-8 travel as text, all others as base64. A request without the
 * secret is answered 401. Without a guard everything may be listed and read by whoever may open the socket (mode 0600), and nothing put.
 * The store stays the caller's to close. Rejects with HERMES_ANCHORS_STORE.
 */
export async function serveAnchors(
  options:
    | { store: AnchorStore; socketPath: string; guard: AnchorGuard }
    | { store: AnchorReader; socketPath: string; guard?: undefined },
): Promise<ServedAnchors> {
  const handler = createMcpHandler(mcpServersOf(options));
  const { guard } = options;
  const listener = serveFetch((request) => handler.fetch(request));
  const server = createServer((incoming, outgoing) => {
    if (guard === undefined || isSecret(incoming.headers.authorization, `Bearer ${guard.secret}`))
      return listener(incoming, outgoing);
    guard.onRefused?.('it said a wrong secret');
    outgoing.writeHead(401, { connection: 'close' }).end('say the secret of this socket as bearer token');
  });
  await listen(server, options.socketPath);
  if (guard === undefined) chmodSync(options.socketPath, 0o600);
  return {
    socketPath: options.socketPath,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await handler.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const uriInput = z.strictObject({ uri: AnchorUri });
const putInput = z
  .strictObject({ kind: AnchorKind, text: z.string().optional(), base64: z.base64().optional() })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), 'give text or base64');
const content = { text: z.string().optional(), base64: z.string().optional() };

function mcpServersOf(options: Parameters<typeof serveAnchors>[0]): () => McpServer {
  if (options.guard === undefined) return () => anchorServer(options.store);
  const { store, guard } = options;
  const allowance: Allowance = { mayPut: guard.mayPut, leftBytes: guard.capacityBytes };
  return () => {
    const server = serverOf(store, undefined);
    registerPut(server, store, allowance);
    return server;
  };
}

/** An MCP server for one connection: every anchor of the store is listed and may be read, none put. */
export function anchorServer(store: AnchorReader): McpServer {
  return serverOf(store, async () => ({ resources: store.list().map(listed) }));
}

function listed({ uri, kind, bytes }: AnchorStat) {
  return { uri, name: uri.slice('mcp://'.length), description: `${kind}, ${bytes} bytes`, size: bytes };
}

function serverOf(store: AnchorReader, list: ListResourcesCallback | undefined): McpServer {
  const server = new McpServer({ name: 'hermes-anchors', version: '1' });
  server.registerResource(
    'anchor',
    new ResourceTemplate('mcp://{kind}/{digest}', { list }),
    { title: 'Anchor', description: 'Bytes by their SHA-256, kept by the kind’s time to live.' },
    async (uri) => {
      // A WHATWG URL may add or drop a slash; an anchor's name is exactly kind and digest.
      const name = `mcp://${uri.host}${uri.pathname}`;
      const bytes = found(name, () => store.resolve(name));
      const mimeType = isUtf8(bytes) ? 'text/plain' : 'application/octet-stream';
      const contents = isUtf8(bytes)
        ? { uri: name, mimeType, text: Buffer.from(bytes).toString('utf8') }
        : { uri: name, mimeType, blob: Buffer.from(bytes).toString('base64') };
      return { contents: [contents] };
    },
  );
  registerTools(server, store);
  return server;
}

function registerPut(server: McpServer, store: AnchorStore, allowance: Allowance): void {
  server.registerTool(
    'put',
    {
      description: 'Stores text or base64 bytes as an anchor and returns its URI.',
      inputSchema: putInput,
      outputSchema: z.strictObject({ uri: AnchorUri, bytes: z.number() }),
    },
    async ({ kind, text, base64 }) =>
      answered(() => {
        const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
        spend(allowance, kind, bytes.length);
        return { uri: store.put(kind, bytes), bytes: bytes.length };
      }),
  );
}

function registerTools(server: McpServer, store: AnchorReader): void {
  server.registerTool(
    'resolve',
    {
      description: 'Returns the bytes of an anchor, checked against its digest.',
      inputSchema: uriInput,
      outputSchema: z.strictObject(content),
    },
    async ({ uri }) =>
      answered(() => {
        const bytes = Buffer.from(store.resolve(uri));
        return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
      }),
  );
  server.registerTool(
    'stat',
    {
      description: 'Tells kind, size, age and expiry of an anchor; null when there is none of this name.',
      inputSchema: uriInput,
      outputSchema: z.strictObject({ stat: AnchorStat.nullable() }),
    },
    async ({ uri }) => answered(() => ({ stat: store.stat(uri) })),
  );
}

function spend(allowance: Allowance, kind: AnchorKind, bytes: number): void {
  if (!allowance.mayPut.includes(kind)) {
    throw new HermesError('HERMES_ANCHORS_FORBIDDEN', {
      message: `this peer may not put anchors of kind ${kind}.`,
      value: kind,
      fix: `put one of ${allowance.mayPut.join(', ') || 'none: it may only read'}.`,
    });
  }
  if (bytes > allowance.leftBytes) {
    throw new HermesError('HERMES_ANCHORS_FULL', {
      message: `${bytes} bytes do not fit: this peer may put ${allowance.leftBytes} more.`,
      value: bytes,
      fix: 'put less.',
    });
  }
  allowance.leftBytes -= bytes;
}

/** A tool's result; what the store refuses is an error the client's model can read, with its code. */
function answered(action: () => Record<string, unknown>): CallToolResult {
  try {
    const structuredContent = action();
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    if (!(error instanceof HermesError)) throw error;
    return { isError: true, content: [{ type: 'text', text: error.message }] };
  }
}

function found<T>(uri: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof HermesError ? new ResourceNotFoundError(uri, error.message) : error;
  }
}

async function listen(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new HermesError('HERMES_ANCHORS_STORE', {
          message: `cannot serve anchors on ${socketPath}: ${cause.message}.`,
          fix: 'use a path of at most 107 bytes in a writable directory that nothing else listens on.',
          cause,
        }),
      ),
    );
    server.listen(socketPath, resolve);
  });
}
