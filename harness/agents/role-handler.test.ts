import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectAgent } from '../acts/a2a-port.ts';
import { newAct } from '../acts/new-act.ts';
import { serveAgent } from '../acts/serve-agent.ts';
import { jsonPayload } from '../contract/act.ts';
import type { ChatDesk } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import { loadPrompts } from './render-prompt.ts';
import { roleHandler } from './role-handler.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'role-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const whole = { statement: 's', signature: 'function f()', entryPoint: 'f', lang: 'js' };

/** Asks a coder whose completions fail with `trouble`, over a real socket. */
async function askFailing(trouble: unknown, request: Json = whole): Promise<unknown> {
  const chat: ChatDesk = { complete: () => Promise.reject(trouble) };
  const handler = roleHandler('coder', { chat, prompts: loadPrompts('standard'), grammar: false });
  const listen = `unix:${folder}/coder.sock`;
  await using _served = await serveAgent({ role: 'coder', handler, listen });
  await using port = await connectAgent({ address: listen, role: 'coder', arm: 'C' });
  const payload = jsonPayload(request);
  const act = newAct({ type: 'REQUEST', sender: 'host', receiver: 'coder', payload });
  return await port.ask(act, { deadlineMs: 5_000 }).catch((error: unknown) => error);
}

test('trouble of ours reaches the asker as it was thrown: code, text and fix, glued together once', async () => {
  const thrown = new HermesError('HERMES_POOL_TIMEOUT', {
    message: 'three workers passed the deadline.',
    fix: 'raise the deadline.',
  });
  expect(await askFailing(thrown)).toMatchObject({
    code: 'HERMES_POOL_TIMEOUT',
    rawMessage: 'coder: three workers passed the deadline.',
    message: '[HERMES_POOL_TIMEOUT] coder: three workers passed the deadline. Fix: raise the deadline.',
  });
});

test('trouble without a code is a fault of the harness, with its text', async () => {
  expect(await askFailing(new TypeError('x is no function'))).toMatchObject({
    code: 'HERMES_RUN_SAMPLE_FAULT',
    rawMessage: 'coder: x is no function',
  });
});

test.each([
  [
    { statement: 's', signature: 'function f()' },
    /^coder: the request to the coder does not fit: entryPoint: .*; lang: [^\n]*\.$/,
  ],
  [{ ...whole, lang: 'py' }, /does not fit: lang: [^\n]*\.$/],
  [{ ...whole, hint: 1 }, /does not fit: [^\n]*"hint"\.$/],
])('a request that lacks or has a wrong key is told so in one readable line: %j', async (request, line) => {
  expect(await askFailing(new Error('never asked'), request)).toMatchObject({
    code: 'HERMES_ACTS_MALFORMED',
    rawMessage: expect.stringMatching(line),
  });
});
