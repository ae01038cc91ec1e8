import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { openAnchorStore } from '../anchors/store.ts';
import { expect, test } from 'vitest';
import { newSecret } from '../wire/secret.ts';
import { replyMessage } from './a2a-message.ts';
import { connectAgent } from './a2a-port.ts';
import type { AgentHandler } from './act-server.ts';
import { agentCard } from './agent-card.ts';
import { text } from './bare-agent.fixture.ts';
import { readAnswer } from './payload.ts';
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

test('headers go with every call, and an agent that repeats their values, in card, answer or error, is not repeated', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'a2a-'));
  const token = 'sk-"quoted"-0123456789';
  const heard: string[] = [];
  const server = new Server();
  const card = { ...agentCard('coder', { address: 'x', anchors: false }), name: `I know ${token}` };
  type Unary = handleUnaryCall<unknown, unknown>;
  const hear = (call: Parameters<Unary>[0]) =>
    heard.push(`${String(call.metadata.get('authorization'))} ${String(call.metadata.get('x-api-key'))}`);
  const giveCard: Unary = (call, back) => {
    hear(call);
    back(null, { ...card, capabilities: { ...card.capabilities, extensions: [] } });
  };
  const answer: Unary = (call, back) => {
    const first = hear(call) === 2;
    const parts = [text(JSON.stringify({ code: `// ${token}` }))];
    if (first) back(null, { payload: { $case: 'message', value: replyMessage('1', parts) } });
    else back({ code: status.INVALID_ARGUMENT, details: `bad key ${token}` });
  };
  server.addService(
    { card: A2AService.getExtendedAgentCard, send: A2AService.sendMessage },
    { card: giveCard, send: answer },
  );
  const address = `unix:${dir}/coder.sock`;
  await new Promise((resolve) => server.bindAsync(address, ServerCredentials.createInsecure(), resolve));
  try {
    const headers = { authorization: `Bearer ${token}`, 'x-api-key': 'kkkkkkkk' };
    await using port = await connectAgent({ address, role: 'coder', arm: 'C', headers });
    expect(JSON.stringify(port.card)).not.toContain('0123456789');
    const { reply } = await port.ask(codeRequest({ n: 1 }), { deadlineMs });
    const stars = '*'.repeat(JSON.stringify(token).length - 2);
    expect(readAnswer(reply)['code']).toBe(`// ${stars}`);
    const failed = port.ask(codeRequest({ n: 2 }), { deadlineMs });
    await expect(failed).rejects.toThrow(`bad key ${'*'.repeat(token.length)}`);
    expect(heard).toEqual(Array.from({ length: 3 }, () => `Bearer ${token} kkkkkkkk`));
  } finally {
    server.forceShutdown();
    rmSync(dir, { recursive: true });
  }
});
