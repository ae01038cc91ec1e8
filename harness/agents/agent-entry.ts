import { childMain } from '../wire/child-main.ts';
import { agentChild } from './agent-protocol.ts';
import { serveRole } from './serve-role.ts';

childMain(agentChild, {
  async start(init) {
    await serveRole(init);
    return null;
  },
});
