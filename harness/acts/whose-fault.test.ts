import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonPayload } from '../contract/act.ts';
import { connectAgent } from './a2a-port.ts';
import type { AgentHandler } from './act-server.ts';
import { replyTo } from './new-act.ts';
import { outcomeOfActError } from './outcome.ts';
import { codeRequest } from './port-contract/under-test.ts';
import { type ServedAgent, serveAgent } from './serve-agent.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'whose-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const answers: [string, AgentHandler][] = [
  [
    'an ERROR act with a code of ours',
    async (act) =>
      replyTo(act, {
        type: 'ERROR',
        payload: jsonPayload({
          code: 'HERMES_POOL_CRASHED',
          message: 'your pool, not me',
          fix: 'leave me out.',
        }),
      }),
  ],
  [
    'an anchor that is not there',
    async (act) =>
      replyTo(act, {
        type: 'INFORM',
        payload: { kind: 'anchor', uri: `mcp://logs/${'0'.repeat(64)}`, bytes: 1, mediaType: 'text/x-log' },
      }),
  ],
  [
    'a crash in its handler',
    async () => {
      throw new Error('oh no');
    },
  ],
];

test.each(answers)('%s of somebody else’s agent is never a fault of ours', async (_, handler) => {
  expect(await outcomeWith({ handler, whose: 'theirs' })).toBe('agent');
  expect(await outcomeWith({ handler, whose: 'ours' })).toBe('harness');
});

test('an agent of somebody else that is gone gave nothing; one of ours that is gone is our fault', async () => {
  const handler: AgentHandler = async (act) => {
    await served?.[Symbol.asyncDispose]();
    return replyTo(act, { type: 'INFORM', payload: jsonPayload({}) });
  };
  expect(await outcomeWith({ handler, whose: 'theirs' })).toBe('agent');
  expect(await outcomeWith({ handler, whose: 'ours' })).toBe('harness');
});

let served: ServedAgent | undefined;

async function outcomeWith(options: { handler: AgentHandler; whose: 'ours' | 'theirs' }): Promise<string> {
  const { handler, whose } = options;
  served = await serveAgent({ role: 'coder', handler, listen: `unix:${dir}/agent.sock` });
  const retry = { tries: 2, firstWaitMs: 10, factor: 1, maxWaitMs: 10 };
  const port = await connectAgent({ address: served.address, role: 'coder', arm: 'C', whose, retry });
  const said = await port.ask(codeRequest({}), { deadlineMs: 20_000 }).then(
    ({ reply }) => `answered ${reply.type}`,
    (error: { code: string }) => outcomeOfActError(error.code),
  );
  await port[Symbol.asyncDispose]();
  await served[Symbol.asyncDispose]();
  return said;
}
