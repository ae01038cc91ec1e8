import { type ServedAgent, serveAgent } from '../acts/serve-agent.ts';
import { openAnchorStore } from '../anchors/store.ts';
import type { ChatDesk } from '../contract/chat.ts';
import { connectSocket } from '../wire/connect.ts';
import { type AgentInit, agentSockets, chatCalls } from './agent-protocol.ts';
import { loadPrompts } from './render-prompt.ts';
import { roleHandler } from './role-handler.ts';

/** Serves one of our roles as an A2A agent in this process, to its run host only, until disposed. */
export async function serveRole(init: AgentInit): Promise<ServedAgent> {
  await using opening = new AsyncDisposableStack();
  const { role, folder, secret, profile, grammar } = init;
  const { acts, chat } = agentSockets(folder);
  const host = opening.use(await connectSocket({ path: chat, secret, calls: chatCalls }));
  const store = opening.use(
    openAnchorStore({
      path: init.anchorsPath,
      clock: () => Date.now(),
      capacityBytes: init.anchorCapacityBytes,
    }),
  );
  const desk: ChatDesk = { complete: (order, options) => host.call('complete', order, options) };
  const handler = roleHandler(role, { chat: desk, prompts: loadPrompts(profile), grammar });
  const served = opening.use(await serveAgent({ role, handler, listen: `unix:${acts}`, store, secret }));
  const owned = opening.move();
  return { address: served.address, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
