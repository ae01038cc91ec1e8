import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnchorStore } from '../anchors/store.ts';
import { connectAgent } from './a2a-port.ts';
import { describeAgentPort } from './port-contract/port-contract.ts';
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
