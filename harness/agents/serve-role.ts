import { type ServedAgent, serveAgent } from '../acts/serve-agent.ts';
import { openAnchorStore } from '../anchors/store.ts';
import { connectChat } from '../wire/chat-client.ts';
import type { AgentInit } from './agent-init.ts';
import { loadPrompts } from './render-prompt.ts';
import { roleHandler } from './role-handler.ts';

/** Serves one of our roles as an A2A agent in this process until disposed. */
export async function serveRole(init: AgentInit): Promise<ServedAgent> {
  await using opening = new AsyncDisposableStack();
  const { role, listen, anchorsPath: path, anchorCapacityBytes: capacityBytes } = init;
  const chat = opening.use(await connectChat({ socketPath: init.chatSocket }));
  const store = opening.use(openAnchorStore({ path, clock: () => Date.now(), capacityBytes }));
  const handler = roleHandler(role, { chat, prompts: loadPrompts(init.profile), grammar: init.grammar });
  const served = opening.use(await serveAgent({ role, handler, listen, store }));
  const owned = opening.move();
  return { address: served.address, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
