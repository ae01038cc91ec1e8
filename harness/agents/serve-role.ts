import { type ServedAgent, serveAgent } from '../acts/serve-agent.ts';
import { openLentStore } from '../anchors/store.ts';
import type { ChatDesk } from '../contract/chat.ts';
import { connectSocket } from '../wire/connect.ts';
import { type AgentInit, agentSockets, chatCalls, kindsOfAgents } from './agent-protocol.ts';
import { loadPrompts } from './render-prompt.ts';
import { roleHandler } from './role-handler.ts';

/** Serves one of our roles as an A2A agent in this process, to its run host only, until disposed. */
export async function serveRole(init: AgentInit): Promise<ServedAgent> {
  await using opening = new AsyncDisposableStack();
  const { role, folder, secret, profile, grammar } = init;
  const { acts, chat } = agentSockets(folder);
  const host = opening.use(await connectSocket({ path: chat, secret, calls: chatCalls }));
  const store = opening.use(
    openLentStore({
      path: init.anchorsPath,
      clock: () => Date.now(),
      async put(kind, bytes) {
        const allowed = kindsOfAgents.find((name) => name === kind);
        if (allowed === undefined) throw new RangeError(`an agent puts no anchor of kind ${kind}`);
        await host.call('putAnchor', { kind: allowed, base64: Buffer.from(bytes).toString('base64') });
      },
    }),
  );
  const desk: ChatDesk = { complete: (order, options) => host.call('complete', order, options) };
  const handler = roleHandler(role, { chat: desk, prompts: loadPrompts(profile), grammar });
  const served = opening.use(await serveAgent({ role, handler, listen: `unix:${acts}`, store, secret }));
  const owned = opening.move();
  return { address: served.address, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
