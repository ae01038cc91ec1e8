import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAnchorStore } from '../anchors/store.ts';
import { connectAgent } from './a2a-port.ts';
import { jsonHandler } from './json-handler.ts';
import { readAnswer } from './payload.ts';
import { codeRequest, deadlineMs } from './port-contract/under-test.ts';
import { serveAgent } from './serve-agent.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'large-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** The agent of docs/agents.md, which has no anchor store, asked in the default arm by a run host that has one. */
async function answerOf(code: string, statement = 'Add two numbers.') {
  let asked = 0;
  await using agent = await serveAgent({
    role: 'coder',
    listen: `unix:${dir}/coder.sock`,
    handler: jsonHandler(async (request) => {
      asked = JSON.stringify(request).length;
      return { code, lang: 'js' };
    }),
  });
  await using store = openAnchorStore({
    path: join(dir, 'anchors.sqlite'),
    clock: () => Date.now(),
    capacityBytes: 2 ** 24,
  });
  await using port = await connectAgent({ address: agent.address, role: 'coder', arm: 'PM', store });
  const request = codeRequest({ statement, signature: 'function add(a, b)' });
  const { reply } = await port.ask(request, { deadlineMs });
  return { arm: port.arm, answer: readAnswer(reply), asked, anchors: store.list().length };
}

test.each([5_000, 300_000, 2 ** 20, 7 * 2 ** 20])(
  'the documented agent answers with %i bytes in arm PM, though it can put no anchors',
  async (bytes) => {
    const code = 'x'.repeat(bytes);
    const { arm, answer, anchors } = await answerOf(code);
    expect({ arm, anchors, same: answer['code'] === code }).toEqual({ arm: 'PM', anchors: 0, same: true });
  },
);

test('it is asked inline, too, however long the request is', async () => {
  const { asked, answer } = await answerOf('1', 'y'.repeat(600_000));
  expect(asked).toBeGreaterThan(600_000);
  expect(answer).toEqual({ code: '1', lang: 'js' });
});

test('more than 8 MiB is oversized, as in every arm', async () => {
  await expect(answerOf('x'.repeat(8 * 2 ** 20))).rejects.toMatchObject({ code: 'HERMES_ACTS_OVERSIZED' });
});
