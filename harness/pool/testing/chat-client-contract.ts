import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChatObservation, ChatReply, type ChatClient } from '../../contract/chat.ts';
import { coderRequest, testerRequest } from './nano.ts';

const task = {
  statement: 'Given list, give back the count of the numbers, each multiplied by 4.',
  signature: 'function findScore(list)',
};
const wildSampling = { temperature: 2, topK: 0, topP: 1, maxTokens: 200 };

/** What every ChatClient must do, tried on the embedded model; `open` gives a client that answers with it. */
export function chatClientContract(
  name: string,
  open: () => Promise<{ client: ChatClient } & AsyncDisposable>,
): void {
  describe(`The chat client contract holds for ${name}:`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let client: ChatClient;
    beforeAll(async () => {
      opened = await open();
      client = opened.client;
    });
    afterAll(async () => {
      await opened[Symbol.asyncDispose]();
    });

    testAnswers(() => client);
    testRefusals(() => client);
  });
}

function testAnswers(client: () => ChatClient): void {
  test('replies and observations are as the contract types them', async () => {
    const { reply, observation } = await client().complete(coderRequest(task));
    expect(ChatReply.parse(reply)).toEqual(reply);
    expect(ChatObservation.parse(observation)).toEqual(observation);
    expect(reply.text).toBe(
      '```js\nfunction findScore(list) {\n  return list.map((x) => x * 4).length;\n}\n```',
    );
  });

  test('equal requests get equal replies, also side by side', async () => {
    const request = testerRequest(task, { seed: 9, sampling: { temperature: 0.8 } });
    const answers = await Promise.all([1, 2, 3].map(() => client().complete(request)));
    expect(new Set(answers.map(({ reply }) => JSON.stringify(reply))).size).toBe(1);
  });

  test('streamed text adds up to the reply', async () => {
    const pieces: string[] = [];
    const { reply } = await client().complete(coderRequest(task), {
      onText: (text) => void pieces.push(text),
    });
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(reply.text);
  });
}

function testRefusals(client: () => ChatClient): void {
  test('aborting rejects with the reason, before, while waiting and while text arrives', async () => {
    await expect(client().complete(coderRequest(task), { signal: AbortSignal.abort('no') })).rejects.toBe(
      'no',
    );
    const abort = new AbortController();
    const reason = new Error('enough');
    const request = testerRequest(task, { sampling: wildSampling });
    const running = client().complete(request, { signal: abort.signal, onText: () => abort.abort(reason) });
    const waiting = client().complete(request, { signal: abort.signal });
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(client().complete(coderRequest(task))).resolves.toMatchObject({
      reply: { finishReason: 'stop' },
    });
  });

  test.each([
    { seed: 0xffffffff },
    { messages: [] },
    { sampling: { temperature: Number.NaN, topK: 40, topP: 0.95, minP: 0, maxTokens: 10 } },
  ])('the values %j are refused and harm no other request', async (change) => {
    const other = client().complete(coderRequest(task));
    await expect(client().complete({ ...coderRequest(task), ...change })).rejects.toThrow(
      /HERMES_POOL_BAD_REQUEST.*Fix: /s,
    );
    await expect(other).resolves.toMatchObject({ observation: { retries: 0 } });
  });

  test('a fault arrives as a HermesError with code and fix', async () => {
    const request = {
      ...coderRequest(task),
      responseFormat: { type: 'json-schema' as const, schema: { type: 'weird' } },
    };
    await expect(client().complete(request)).rejects.toMatchObject({
      name: 'HermesError',
      code: 'HERMES_POOL_GRAMMAR',
      fix: expect.stringContaining('without a schema'),
    });
  });
}
