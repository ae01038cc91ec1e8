import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnchorStore } from '../anchors/store.ts';
import { expect, test } from 'vitest';
import { newSecret } from '../wire/secret.ts';
import { connectAgent } from './a2a-port.ts';
import type { AgentHandler } from './act-server.ts';
import { describeAgentPort } from './port-contract/port-contract.ts';
import { codeRequest, deadlineMs, echo } from './port-contract/under-test.ts';
import { serveAgent } from './serve-agent.ts';

describeAgentPort('A2A over a unix socket', async ({ handler, arm }) => {
  const dir = mkdtempSync(join(tmpdir(), 'a2a-'));
  const openStore = () =>
    openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => 0, capacityBytes: 1e9 });
  const [store, agentStore] = [openStore(), openStore()];
  const served = await serveAgent({
    role: 'coder',
    handler,
    listen: `unix:${dir}/coder.sock`,
    store: agentStore,
  });
  const port = await connectAgent({ address: served.address, role: 'coder', arm, store });
  return {
    port,
    store,
    [Symbol.asyncDispose]: async () => {
      await port[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
      store.close();
      agentStore.close();
      rmSync(dir, { recursive: true });
    },
  };
});

test('an agent with a secret answers only who carries it, and its handler never sees another call', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'a2a-'));
  try {
    let handled = 0;
    const handler: AgentHandler = async (act, context) => {
      handled += 1;
      return await echo(act, context);
    };
    const secret = newSecret();
    const listen = `unix:${dir}/coder.sock`;
    await using _served = await serveAgent({ role: 'coder', handler, listen, secret });
    await using friend = await connectAgent({ address: listen, role: 'coder', arm: 'C', secret });
    await friend.ask(codeRequest({ n: 1 }), { deadlineMs });
    for (const wrong of [undefined, newSecret(), `${secret}x`]) {
      // A card that is refused is no card, so the stranger speaks as to any A2A agent.
      await using stranger = await connectAgent({ address: listen, role: 'coder', arm: 'C', secret: wrong });
      await expect(stranger.ask(codeRequest({ n: 2 }), { deadlineMs })).rejects.toThrow(/UNAUTHENTICATED/);
    }
    expect(handled).toBe(1);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
