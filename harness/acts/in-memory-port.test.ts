import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnchorStore } from '../anchors/store.ts';
import { describeAgentPort } from './port-contract/port-contract.ts';
import { inMemoryPort } from './in-memory-port.ts';

describeAgentPort('in memory', async ({ handler, arm }) => {
  const dir = mkdtempSync(join(tmpdir(), 'port-'));
  const store = openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => 0, capacityBytes: 1e9 });
  const port = inMemoryPort({ role: 'coder', handler, arm, store });
  return {
    port,
    store,
    [Symbol.asyncDispose]: async () => {
      await port[Symbol.asyncDispose]();
      store.close();
      rmSync(dir, { recursive: true });
    },
  };
});
