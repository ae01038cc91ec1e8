import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Part, TaskState } from '@a2a-js/sdk';
import { AgentEvent, type ExecutionEventBus, type RequestContext } from '@a2a-js/sdk/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectAgent } from './a2a-port.ts';
import { actToProtobuf } from './protobuf.ts';
import { say, startBareAgent, text } from './bare-agent.fixture.ts';
import { newAct } from './new-act.ts';
import { outcomeOfActError } from './outcome.ts';
import { readAnswer } from './payload.ts';
import { codeRequest, deadlineMs } from './port-contract/under-test.ts';
import { actsExtensionUri } from '../contract/outside-agent.ts';
import { actMediaType } from './schema.ts';

let dir = '';
const started: AsyncDisposable[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bare-'));
});
afterEach(async () => {
  for (const item of started.splice(0).reverse()) await item[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

async function portTo(
  answer: (context: RequestContext, bus: ExecutionEventBus) => Promise<void>,
  options: {
    extension?: string | undefined;
    params?: Record<string, unknown> | undefined;
    noCard?: boolean | undefined;
  } = {},
) {
  const listen = `unix:${dir}/agent.sock`;
  started.push(await startBareAgent({ listen, answer, ...options }));
  const port = await connectAgent({ address: listen, role: 'coder', arm: 'PM' });
  started.push(port);
  return port;
}

const request = codeRequest({ statement: 'Add two numbers.', signature: 'function add(a, b)' });
const askedText = ({ userMessage }: RequestContext) => {
  const content = userMessage.parts[0]?.content;
  return content?.$case === 'text' ? content.value : '';
};

describe('an agent written with the bare SDK', () => {
  test('takes the role of the coder in arm A: it reads JSON text and answers JSON text', async () => {
    const port = await portTo(async (context, bus) => {
      const act = JSON.parse(askedText(context)) as {
        act: string;
        about: { taskType: string };
        payload: { signature: string };
      };
      expect([act.act, act.about.taskType]).toEqual(['REQUEST', 'code']);
      say(bus, [text(JSON.stringify({ code: `${act.payload.signature} { return a + b; }`, lang: 'js' }))]);
    });
    const { reply, hops, messagePathMs } = await port.ask(request, { deadlineMs });
    expect(port.arm).toBe('A');
    expect(reply).toMatchObject({
      type: 'INFORM',
      sender: 'coder',
      receiver: 'host',
      spanId: request.spanId,
    });
    expect(readAnswer(reply)).toEqual({ code: 'function add(a, b) { return a + b; }', lang: 'js' });
    expect(hops.map(({ from, to }) => `${from}>${to}`)).toEqual(['host>coder', 'coder>host']);
    expect(messagePathMs).toBeNull();
  });

  test('may give no card, and may answer with a data part', async () => {
    const data: Part = { ...text(''), content: { $case: 'data', value: { code: '1', lang: 'js' } } };
    const port = await portTo(async (_context, bus) => say(bus, [data]), { noCard: true });
    expect(readAnswer((await port.ask(request, { deadlineMs })).reply)).toEqual({ code: '1', lang: 'js' });
  });

  test.each([
    [TaskState.TASK_STATE_COMPLETED, 'artifact'],
    [TaskState.TASK_STATE_COMPLETED, 'status'],
  ])('may answer with a task in state %i, in its %s', async (state, where) => {
    const parts = [text('{"code":"1","lang":"js"}')];
    const port = await portTo(async ({ taskId, contextId, userMessage }, bus) => {
      bus.publish(
        AgentEvent.task({
          id: taskId,
          contextId,
          status: {
            state,
            timestamp: undefined,
            message: where === 'status' ? { ...userMessage, messageId: 'x', parts } : undefined,
          },
          artifacts:
            where === 'artifact'
              ? [{ artifactId: 'a', name: '', description: '', parts, metadata: undefined, extensions: [] }]
              : [],
          history: [],
          metadata: undefined,
        }),
      );
      bus.finished();
    });
    expect(readAnswer((await port.ask(request, { deadlineMs })).reply)).toEqual({ code: '1', lang: 'js' });
  });

  test.each([
    ['prose', 'Certainly! Here is your code:'],
    ['nothing', ''],
    ['a JSON list', '["code"]'],
    ['a number', '42'],
  ])('that answers with %s refused, which is its own outcome and not ours', async (_name, said) => {
    const port = await portTo(async (_context, bus) => say(bus, [text(said)]));
    const { reply } = await port.ask(request, { deadlineMs });
    expect(readAnswer(reply)).toEqual({ refusal: { reason: 'not-json', text: said } });
  });

  test('that throws, or whose task fails, is an error with what it said', async () => {
    // The SDK prints what the agent throws.
    using _quiet = vi.spyOn(console, 'error').mockImplementation(() => {});
    const port = await portTo(async () => {
      throw new Error('out of coffee');
    });
    await expect(port.ask(request, { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ACTS_AGENT_FAILED',
      message: expect.stringContaining('out of coffee'),
    });
    expect(outcomeOfActError('HERMES_ACTS_AGENT_FAILED')).toBe('agent');
  });

  test('that never answers runs into the deadline, and the next act is answered', async () => {
    let calls = 0;
    const port = await portTo(async (_context, bus) => {
      calls += 1;
      if (calls === 1) await new Promise(() => {});
      say(bus, [text('{"code":"1","lang":"js"}')]);
    });
    const failure: unknown = await port.ask(request, { deadlineMs: 300 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'HERMES_ACTS_DEADLINE' });
    expect(outcomeOfActError('HERMES_ACTS_DEADLINE')).toBe('timeout');
    expect((await port.ask(request, { deadlineMs })).reply.type).toBe('INFORM');
  });

  test.each([300_000, 10_000_000])(
    'that answers %i bytes is oversized, and the next act is answered',
    async (length) => {
      let calls = 0;
      const port = await portTo(async (_context, bus) => {
        calls += 1;
        say(bus, [text(calls === 1 ? 'x'.repeat(length) : '{"code":"1","lang":"js"}')]);
      });
      await expect(port.ask(request, { deadlineMs })).rejects.toMatchObject({
        code: 'HERMES_ACTS_OVERSIZED',
      });
      expect(outcomeOfActError('HERMES_ACTS_OVERSIZED')).toBe('oversized');
      expect((await port.ask(request, { deadlineMs })).reply.type).toBe('INFORM');
    },
  );
});

describe('an agent that declares typed acts', () => {
  const raw = (bytes: Uint8Array, mediaType = actMediaType): Part => ({
    ...text(''),
    content: { $case: 'raw', value: Buffer.from(bytes) },
    mediaType,
  });
  const url = (value: string): Part => ({ ...text(''), content: { $case: 'url', value } });
  const reply = newAct({ ...request, type: 'INFORM', sender: 'coder', receiver: 'host' });

  test('and sends them is read like one of ours', async () => {
    const port = await portTo(async (_context, bus) => say(bus, [raw(actToProtobuf(reply))]), {
      extension: actsExtensionUri,
    });
    expect(port.arm).toBe('PM');
    expect((await port.ask(request, { deadlineMs })).reply).toEqual(reply);
  });

  test('of another schema is refused at the first contact', async () => {
    const params = { schemaVersion: 9, schemaHash: 'f'.repeat(64) };
    const port = portTo(async () => {}, { extension: actsExtensionUri, params });
    await expect(port).rejects.toMatchObject({ code: 'HERMES_ACTS_SCHEMA' });
  });

  test('may be required, and one that does not is refused then', async () => {
    await portTo(async () => {});
    const connecting = connectAgent({
      address: `unix:${dir}/agent.sock`,
      role: 'coder',
      arm: 'C',
      typed: 'required',
    });
    await expect(connecting).rejects.toMatchObject({ code: 'HERMES_ACTS_SCHEMA' });
  });

  test.each([
    ['garbage', () => [raw(new Uint8Array([255, 255, 255, 1]))], 'HERMES_ACTS_BAD_REPLY', 'agent'],
    ['prose', () => [text('I would rather talk.')], 'HERMES_ACTS_BAD_REPLY', 'agent'],
    ['no part at all', () => [], 'HERMES_ACTS_BAD_REPLY', 'agent'],
    [
      'an act of another media type',
      () => [raw(actToProtobuf(reply), 'image/png')],
      'HERMES_ACTS_BAD_REPLY',
      'agent',
    ],
    [
      'the answer to another act',
      () => [raw(actToProtobuf({ ...reply, spanId: 'f'.repeat(16) }))],
      'HERMES_ACTS_BAD_REPLY',
      'agent',
    ],
    [
      'the answer to this act of another epoch',
      () => [raw(actToProtobuf({ ...reply, epoch: 7 }))],
      'HERMES_ACTS_BAD_REPLY',
      'agent',
    ],
    [
      'another schema version',
      () => [raw(actToProtobuf({ ...reply, schemaVersion: 2 }))],
      'HERMES_ACTS_SCHEMA',
      'harness',
    ],
    [
      'another schema hash',
      () => [raw(actToProtobuf({ ...reply, schemaHash: 'a'.repeat(64) }))],
      'HERMES_ACTS_SCHEMA',
      'harness',
    ],
    [
      'an anchor where no store is open',
      () => [
        raw(actToProtobuf({ ...reply, payload: { kind: 'anchor', uri: '', bytes: 1, mediaType: 'x/y' } })),
        url(`mcp://logs/${'0'.repeat(64)}`),
      ],
      'HERMES_ACTS_NO_STORE',
      'harness',
    ],
    [
      'an anchor that is a web address',
      () => [
        raw(actToProtobuf({ ...reply, payload: { kind: 'anchor', uri: '', bytes: 1, mediaType: 'x/y' } })),
        url('https://example.com/x'),
      ],
      'HERMES_ACTS_BAD_REPLY',
      'agent',
    ],
  ] as const)('and sends %s fails that act alone', async (...[, parts, code, outcome]) => {
    let calls = 0;
    const port = await portTo(
      async (_context, bus) => {
        calls += 1;
        say(bus, calls === 1 ? [...parts()] : [raw(actToProtobuf(reply))]);
      },
      { extension: actsExtensionUri },
    );
    await expect(port.ask(request, { deadlineMs })).rejects.toMatchObject({ code });
    expect(outcomeOfActError(code)).toBe(outcome);
    expect((await port.ask(request, { deadlineMs })).reply.type).toBe('INFORM');
  });
});
