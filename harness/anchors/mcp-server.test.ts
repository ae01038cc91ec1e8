import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newSecret } from '../wire/secret.ts';
import { type AnchorGuard, serveAnchors, type ServedAnchors } from './mcp-server.ts';
import { type AnchorStore, openAnchorStore } from './store.ts';
import { socketTransport } from './testing/socket-transport.ts';

let dir = '';
let nowMs = 0;
let store: AnchorStore;
let served: ServedAnchors;
let client: Client;
let refused: string[] = [];
const guard: AnchorGuard = {
  secret: newSecret(),
  mayPut: ['logs', 'patches'],
  capacityBytes: 250_000,
  onRefused: (why) => void refused.push(why),
};

beforeEach(async () => {
  nowMs = 0;
  refused = [];
  dir = mkdtempSync(join(tmpdir(), 'mcp-'));
  store = openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => nowMs, capacityBytes: 100_000 });
  served = await serveAnchors({ store, socketPath: join(dir, 'mcp.sock'), guard });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(socketTransport(served.socketPath, guard.secret));
});
afterEach(async () => {
  await client.close();
  await served[Symbol.asyncDispose]();
  store.close();
  rmSync(dir, { recursive: true });
});

const call = async (name: string, args: Record<string, unknown>) =>
  await client.callTool({ name, arguments: args });

test('the official client finds the tools and the template of the resources', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['put', 'resolve', 'stat']);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates).toMatchObject([{ uriTemplate: 'mcp://{kind}/{digest}' }]);
});

test('what the run stored is read as a resource: text as text, bytes as bytes', async () => {
  const text = store.put('logs', new TextEncoder().encode('error: 42\n'));
  const bytes = store.put('payloads', new Uint8Array([0, 255, 128]));
  expect((await client.readResource({ uri: text })).contents).toEqual([
    { uri: text, mimeType: 'text/plain', text: 'error: 42\n' },
  ]);
  expect((await client.readResource({ uri: bytes })).contents).toEqual([
    { uri: bytes, mimeType: 'application/octet-stream', blob: 'AP+A' },
  ]);
});

test('what the client puts is in the store, and resolve gives it back', async () => {
  const put = await call('put', { kind: 'patches', text: '--- a\n+++ b\n' });
  expect(put.structuredContent).toEqual({ uri: store.list()[0]?.uri, bytes: 12 });
  const { uri } = put.structuredContent as { uri: string };
  expect((await call('resolve', { uri })).structuredContent).toEqual({ text: '--- a\n+++ b\n' });
  const raw = await call('put', { kind: 'logs', base64: 'AP+A' });
  expect(
    (await call('resolve', { uri: (raw.structuredContent as { uri: string }).uri })).structuredContent,
  ).toEqual({
    base64: 'AP+A',
  });
});

test('stat tells size and expiry, and null where nothing is', async () => {
  const uri = store.put('repo', new Uint8Array(3));
  expect((await call('stat', { uri })).structuredContent).toEqual({
    stat: { uri, kind: 'repo', bytes: 3, createdMs: 0, expiresMs: null, expired: false },
  });
  expect((await call('stat', { uri: `mcp://logs/${'0'.repeat(64)}` })).structuredContent).toEqual({
    stat: null,
  });
});

test('what is missing, expired or too large is refused with its code', async () => {
  const uri = store.put('logs', new Uint8Array(3));
  nowMs = 24 * 3_600_000;
  await expect(client.readResource({ uri })).rejects.toThrow('HERMES_ANCHORS_EXPIRED');
  expect(await call('resolve', { uri })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('HERMES_ANCHORS_EXPIRED') }],
  });
  await expect(client.readResource({ uri: `mcp://logs/${'0'.repeat(64)}` })).rejects.toThrow(
    'HERMES_ANCHORS_MISSING',
  );
  expect(await call('put', { kind: 'logs', text: 'x'.repeat(200_000) })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('HERMES_ANCHORS_FULL') }],
  });
});

test.each([
  ['put', { kind: 'secrets', text: 'x' }],
  ['put', { kind: 'logs' }],
  ['put', { kind: 'logs', text: 'x', base64: 'AA==' }],
  ['resolve', { uri: 'file:///etc/passwd' }],
])('%s refuses %j', async (name, args) => {
  expect(await call(name, args)).toMatchObject({ isError: true });
  expect(store.list()).toEqual([]);
});

test('who does not say the secret gets no answer, whatever it asks', async () => {
  const stranger = new Client({ name: 'stranger', version: '1' });
  await expect(stranger.connect(socketTransport(served.socketPath, newSecret()))).rejects.toThrow(
    'say the secret',
  );
  expect(refused).toContain('it said a wrong secret');
  expect(store.list()).toEqual([]);
});

test('a peer puts only the kinds it may, and only as much as it may', async () => {
  expect(await call('put', { kind: 'repo', text: 'pinned for ever' })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('HERMES_ANCHORS_FORBIDDEN') }],
  });
  for (const [text, isError] of [
    ['x'.repeat(90_000)],
    ['x'.repeat(90_000)],
    ['y'.repeat(90_000), true],
  ] as const) {
    expect((await call('put', { kind: 'logs', text })).isError ?? false).toBe(isError ?? false);
  }
  expect(store.list()).toHaveLength(1);
});
