import type { AnchorStore } from '../anchors/store.ts';
import type { Arm } from '../contract/run-record.ts';
import { deserializeRequest, serializeReply } from './a2a-message.ts';
import { type AgentHandler, createActServer } from './act-server.ts';
import type { AgentPort } from './agent-port.ts';
import { ask } from './ask.ts';

/** An agent in this process. Acts are really encoded and decoded in the arm's encoding, so bytes count the same as over gRPC. */
export function inMemoryPort(options: {
  role: string;
  handler: AgentHandler;
  arm: Arm;
  store?: AnchorStore | undefined;
}): AgentPort {
  const { role, arm, store } = options;
  const server = createActServer(options);
  const closing = new AbortController();
  const exchange = async (request: Buffer, signal: AbortSignal) => {
    const startedMs = performance.now();
    const { message, report } = await server.answer(deserializeRequest(request), { signal, arm });
    const reply = serializeReply(message);
    return { reply, report, wallMs: performance.now() - startedMs, tries: 1 };
  };
  const context = {
    role,
    arm,
    store,
    anchors: store !== undefined,
    typed: true,
    exchange,
    closing: closing.signal,
  };
  return {
    role,
    arm,
    card: null,
    ask: async (act, askOptions) => await ask(context, act, askOptions),
    [Symbol.asyncDispose]: async () => closing.abort(new Error(`the port of ${role} was closed`)),
  };
}
