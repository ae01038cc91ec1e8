import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectAgent } from '../acts/a2a-port.ts';
import { jsonHandler } from '../acts/json-handler.ts';
import { readAnswer } from '../acts/payload.ts';
import { codeRequest, deadlineMs } from '../acts/port-contract/under-test.ts';
import { serveAgent } from '../acts/serve-agent.ts';
import { chatCalls } from '../agents/agent-protocol.ts';
import { openAnchorStore, openLentStore } from '../anchors/store.ts';
import { connectSocket } from '../wire/connect.ts';
import { serveSocket } from '../wire/serve.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lent-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('an agent that only reads the anchors of the run answers with megabytes, which the run host keeps; it puts nothing pinned', async () => {
  const path = join(dir, 'anchors.sqlite');
  const chat = { path: join(dir, 'chat.sock'), secret: 'of this agent', calls: chatCalls };
  const clock = () => Date.now();
  await using store = openAnchorStore({ path, clock, capacityBytes: 2 ** 25 });
  await using _served = await serveSocket({
    ...chat,
    handlers: {
      complete: () => Promise.reject(new Error('no model is asked')),
      putAnchor: async ({ kind, base64 }) => store.put(kind, Buffer.from(base64, 'base64')),
    },
  });
  await using host = await connectSocket(chat);
  await using lent = openLentStore({
    path,
    clock,
    async put(kind, bytes) {
      const base64 = Buffer.from(bytes).toString('base64');
      await host.call('putAnchor', { kind: kind as 'payloads', base64 });
    },
  });
  const code = 'x'.repeat(7 * 2 ** 20);
  await using agent = await serveAgent({
    role: 'coder',
    listen: `unix:${dir}/coder.sock`,
    store: lent,
    handler: jsonHandler(async () => ({ code, lang: 'js' })),
  });
  await using port = await connectAgent({ address: agent.address, role: 'coder', arm: 'PM', store });
  const { reply } = await port.ask(codeRequest({ signature: 'function add(a, b)' }), { deadlineMs });
  expect(readAnswer(reply)['code'] === code).toBe(true);
  expect(store.list().map(({ kind, bytes }) => [kind, bytes > code.length])).toEqual([['payloads', true]]);
  lent.put('repo', Buffer.from('pinned'));
  await expect(lent.handedOver?.()).rejects.toThrow(/at kind/);
  expect(store.list('repo')).toEqual([]);
});
