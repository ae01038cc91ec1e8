import { expect, test } from 'vitest';
import { type Act, jsonPayload } from '../../contract/act.ts';
import { Arm as ArmSchema } from '../../contract/run-record.ts';
import { inMemoryPort } from '../in-memory-port.ts';
import { newAct, replyTo } from '../new-act.ts';
import { readAnswer } from '../payload.ts';
import { codeRequest, deadlineMs, echo, type Start } from './under-test.ts';

/** What is asked and answered. */
export function answering(start: Start): void {
  test.each(ArmSchema.options)(
    'the handler sees the act and the asker sees the reply, byte for byte, in arm %s',
    async (arm) => {
      const seen: Act[] = [];
      const { port } = await start(async (act) => {
        seen.push(act);
        return replyTo(act, {
          type: 'PROPOSE',
          payload: { kind: 'inline', bytes: new Uint8Array([0, 255, 10]), mediaType: 'x/y' },
        });
      }, arm);
      const request = codeRequest({ statement: 'Add "two" numbers.\n😀', signature: 'add(a, b)' });
      const { reply, tries } = await port.ask(request, { deadlineMs });
      expect(seen).toEqual([request]);
      expect(reply).toEqual({
        ...request,
        type: 'PROPOSE',
        sender: 'coder',
        receiver: 'host',
        payload: { kind: 'inline', bytes: new Uint8Array([0, 255, 10]), mediaType: 'x/y' },
      });
      expect([port.arm, port.role, tries]).toEqual([arm, 'coder', 1]);
    },
  );

  test('many acts at once get each its own answer, whatever order they finish in', async () => {
    const { port } = await start(async (act, { signal }) => {
      const { n } = readAnswer(act);
      await new Promise((resolve) => setTimeout(resolve, (7 * Number(n)) % 31));
      signal.throwIfAborted();
      return replyTo(act, { type: 'INFORM', payload: jsonPayload({ answerTo: n ?? null }) });
    });
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((n) => port.ask(codeRequest({ n }), { deadlineMs })));
    expect(answers.map(({ reply }) => readAnswer(reply)['answerTo'])).toEqual(numbers);
  });

  test('ids, schema and direction of a reply are set for the handler, whatever it returned', async () => {
    const { port } = await start(async () =>
      newAct({
        type: 'INFORM',
        sender: 'nobody',
        receiver: 'nowhere',
        epoch: 99,
        payload: jsonPayload({ code: 'x' }),
      }),
    );
    const request = codeRequest({});
    const { reply } = await port.ask(request, { deadlineMs });
    expect(reply).toMatchObject({
      traceId: request.traceId,
      spanId: request.spanId,
      epoch: 0,
      sender: 'coder',
      receiver: 'host',
    });
  });
}

/** What is counted. */
export function counting(start: Start): void {
  test.each(ArmSchema.options)(
    'are those of the messages plus five each, and equal to those in memory, in arm %s',
    async (arm) => {
      const { port, store } = await start(echo, arm);
      await using memory = inMemoryPort({ role: 'coder', handler: echo, arm, store });
      for (const length of [0, 10, 5_000, 100_000]) {
        const request = codeRequest({ statement: 'x'.repeat(length) });
        const answer = await port.ask(request, { deadlineMs });
        const inMemory = await memory.ask(request, { deadlineMs });
        expect(answer.hops).toEqual(inMemory.hops);
        expect(answer.hops).toMatchObject([
          { from: 'host', to: 'coder', actType: 'REQUEST' },
          { from: 'coder', to: 'host', actType: 'INFORM' },
        ]);
        if (arm !== 'PM') expect(answer.hops[0]?.bytes).toBeGreaterThan(length);
        expect(answer.messagePathMs).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test('hold no handler time', async () => {
    const { port } = await start(async (act, context) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return await echo(act, context);
    });
    const startedMs = performance.now();
    const { messagePathMs } = await port.ask(codeRequest({}), { deadlineMs });
    const wallMs = performance.now() - startedMs;
    // Timers may fire a millisecond early.
    expect(wallMs - (messagePathMs ?? wallMs)).toBeGreaterThanOrEqual(298);
  });
}
