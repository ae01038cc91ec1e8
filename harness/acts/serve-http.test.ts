import { request as httpRequest } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Message, Role } from '@a2a-js/sdk';
import { type Client, ClientFactory, ClientFactoryOptions } from '@a2a-js/sdk/client';
import { GrpcTransportFactory } from '@a2a-js/sdk/client/grpc';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { part } from './codec.ts';
import { jsonHandler } from './json-handler.ts';
import { type ServedAgent, serveAgent } from './serve-agent.ts';

let agent: ServedAgent;
let asked: unknown[] = [];
let base = '';

beforeEach(async () => {
  asked = [];
  agent = await serveAgent({
    role: 'coder',
    listen: '127.0.0.1:0',
    http: '127.0.0.1:0',
    handler: jsonHandler(async (request) => {
      asked.push(request);
      if (request['signature'] === undefined) throw new TypeError('no signature');
      return { code: `${request['signature'] as string} { return a + b; }`, lang: 'js' };
    }),
  });
  base = new URL(agent.cardUrl ?? '').origin;
});
afterEach(() => agent[Symbol.asyncDispose]());

const say = (text: string): Message => ({
  messageId: crypto.randomUUID(),
  contextId: '',
  taskId: '',
  role: Role.ROLE_USER,
  parts: [part({ $case: 'text', value: text })],
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
});

const params = (message: Message) => ({ tenant: '', message, configuration: undefined, metadata: undefined });

async function reply(client: Client, text: string): Promise<string> {
  const answered = await client.sendMessage(params(say(text)));
  if (!('messageId' in answered)) throw new TypeError('no message');
  const content = answered.parts[0]?.content;
  return content?.$case === 'text' ? content.value : '';
}

const clients = {
  'JSON-RPC': () => new ClientFactory().createFromUrl(base),
  gRPC: () =>
    new ClientFactory(
      ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
        transports: [new GrpcTransportFactory()],
        preferredTransports: ['GRPC'],
      }),
    ).createFromUrl(base),
};

test('the card lies where clients look for it, and names the ports that are really there', async () => {
  const card = (await (await fetch(agent.cardUrl ?? '')).json()) as {
    supportedInterfaces: { url: string }[];
  };
  expect(agent.cardUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\.well-known\/agent-card\.json$/);
  expect(card.supportedInterfaces).toEqual([
    { url: agent.address, protocolBinding: 'GRPC', tenant: '', protocolVersion: '1.0' },
    { url: base, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: '1.0' },
  ]);
  expect(agent.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
});

describe.each(Object.entries(clients))("the SDK's own client, made from the URL, by %s", (_name, connect) => {
  test('is answered in plain text', async () => {
    const client = await connect();
    const answer = await reply(client, 'Add two numbers: function add(a, b)');
    expect(JSON.parse(answer)).toEqual({ code: 'function add(a, b) { return a + b; }', lang: 'js' });
    expect(asked).toEqual([
      {
        statement: 'Add two numbers: function add(a, b)',
        signature: 'function add(a, b)',
        entryPoint: 'add',
        lang: 'js',
      },
    ]);
  });

  test('may send the request as JSON, with less than all of its keys', async () => {
    const client = await connect();
    const request = {
      statement: 'Add.',
      signature: 'function add(a: number, b: number): number',
      lang: 'ts',
    };
    expect(await reply(client, JSON.stringify(request))).toContain('return a + b');
    expect(asked).toEqual([{ ...request, entryPoint: 'add' }]);
  });

  test('is told in words what went wrong', async () => {
    expect(await reply(await connect(), 'hello')).toMatch(/^\[HERMES_ACTS_AGENT_ERROR\] no signature/);
  });

  test('may ask for a stream: it holds the one answer', async () => {
    const client = await connect();
    const events: unknown[] = [];
    for await (const { payload } of client.sendMessageStream(params(say('function add(a, b)')))) {
      events.push(payload?.$case);
    }
    expect(events).toEqual(['message']);
  });

  test('is told by name that there are no tasks', async () => {
    const client = await connect();
    await expect(client.getTask({ id: 'x', tenant: '', historyLength: undefined })).rejects.toThrow(
      /Task not found: x/,
    );
  });
});

test('nothing of a browser is answered: another host, another type of content, another path', async () => {
  const rpc = { jsonrpc: '2.0', id: 1, method: 'SendMessage', params: {} };
  const post = (headers: Record<string, string>, path = '/') =>
    new Promise<number | undefined>((resolve, reject) => {
      httpRequest(base + path, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end(JSON.stringify(rpc));
    });
  const json = 'application/json';
  expect(await post({ 'content-type': json, host: 'evil.example' })).toBe(403);
  expect(await post({ 'content-type': 'text/plain' })).toBe(415);
  expect(await post({ 'content-type': json }, '/other')).toBe(404);
  expect(await post({ 'content-type': json })).toBe(200);
  expect((await fetch(base)).status).toBe(405);
  expect(asked).toEqual([]);
});

test('HTTP is refused anywhere but on a loopback port, and then nothing is left open', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'http-'));
  try {
    for (const http of ['0.0.0.0:0', 'unix:/tmp/x.sock', new URL(base).host]) {
      const listen = `unix:${dir}/a.sock`;
      const handler = jsonHandler(async () => ({}));
      await expect(serveAgent({ role: 'coder', listen, http, handler })).rejects.toThrow(
        'HERMES_ACTS_ADDRESS',
      );
    }
    await using again = await serveAgent({
      role: 'coder',
      listen: `unix:${dir}/a.sock`,
      handler: jsonHandler(async () => ({})),
    });
    expect(again.cardUrl).toBeUndefined();
  } finally {
    rmSync(dir, { recursive: true });
  }
});
