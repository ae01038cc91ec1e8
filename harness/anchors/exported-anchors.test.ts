import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOfBytes } from './anchor-uri.ts';
import { exportedAnchors } from './exported-anchors.ts';
import { serveAnchors } from './mcp-server.ts';
import { socketTransport } from './testing/socket-transport.ts';

let dir = '';
let anchors = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'exported-'));
  anchors = join(dir, 'anchors');
  mkdirSync(anchors);
  writeFileSync(join(dir, 'manifest.json'), '{}');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Leaves bytes as a run does; returns the anchor. */
function leave(kind: string, bytes: Uint8Array, digest = digestOfBytes(bytes)): string {
  mkdirSync(join(anchors, kind), { recursive: true });
  writeFileSync(join(anchors, kind, digest), bytes);
  return `mcp://${kind}/${digest}`;
}

async function connected(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return client;
}

/** What every client must find, however it came. */
async function looksAround(client: Client): Promise<string[]> {
  const text = leave('logs', Buffer.from('error: 42\n'));
  const bytes = leave('payloads', Buffer.from([0, 255, 128]));
  const { resources } = await client.listResources();
  expect(resources.map(({ uri, size }) => [uri, size])).toEqual([
    [text, 10],
    [bytes, 3],
  ]);
  expect((await client.readResource({ uri: text })).contents).toMatchObject([{ text: 'error: 42\n' }]);
  expect((await client.readResource({ uri: bytes })).contents).toMatchObject([{ blob: 'AP+A' }]);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name).sort();
}

test('hermes anchors serve lists and reads the anchors of a run over stdio, and puts none', async () => {
  const command = process.execPath;
  const args = [join(import.meta.dirname, '../cli/entry.ts'), 'anchors', 'serve', dir];
  const transport = new StdioClientTransport({ command, args, stderr: 'ignore' });
  expect(await looksAround(await connected(transport))).toEqual(['resolve', 'stat']);
});

test('and on a unix socket, which only its user may open', async () => {
  const socketPath = join(dir, 'mcp.sock');
  await using _served = await serveAnchors({ store: exportedAnchors(anchors), socketPath });
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  expect(await looksAround(await connected(socketTransport(socketPath)))).toEqual(['resolve', 'stat']);
});

test('links, FIFOs, other names and changed bytes are no anchors', () => {
  const secret = join(dir, 'secret');
  writeFileSync(secret, 'secret');
  const digest = digestOfBytes(Buffer.from('secret'));
  mkdirSync(join(anchors, 'logs'));
  symlinkSync(secret, join(anchors, 'logs', digest));
  execFileSync('mkfifo', [join(anchors, 'logs', 'f'.repeat(64))]);
  writeFileSync(join(anchors, 'logs', 'readme'), 'x');
  symlinkSync(dir, join(anchors, 'repo'));
  const changed = leave('diffs', Buffer.from('other'), 'a'.repeat(64));
  const store = exportedAnchors(anchors);
  expect(store.list().map(({ uri }) => uri)).toEqual([changed]);
  for (const uri of [`mcp://logs/${digest}`, `mcp://logs/${'f'.repeat(64)}`, `mcp://repo/${digest}`]) {
    expect(() => store.resolve(uri)).toThrow('HERMES_ANCHORS_MISSING');
    expect(store.stat(uri)).toBeNull();
  }
  expect(() => store.resolve(changed)).toThrow('HERMES_ANCHORS_CORRUPT');
  expect(() => store.resolve('mcp://logs/../../secret')).toThrow('HERMES_ANCHORS_URI');
});
