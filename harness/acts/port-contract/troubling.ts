import { expect, test } from 'vitest';
import { jsonPayload } from '../../contract/act.ts';
import { Arm as ArmSchema } from '../../contract/run-record.ts';
import { replyTo } from '../new-act.ts';
import { readAnswer } from '../payload.ts';
import { codeRequest, deadlineMs, echo, type Start } from './under-test.ts';

/** What goes wrong. */
export function troubling(start: Start): void {
  test('of the handler is an error with its message, never an answer', async () => {
    const { port } = await start(async () => {
      throw new Error('the model caught fire');
    });
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ACTS_AGENT_ERROR',
      message: expect.stringContaining('the model caught fire'),
    });
  });

  test('told in an ERROR act keeps its code when the code is one of ours', async () => {
    const { port } = await start(async (act) =>
      replyTo(act, {
        type: 'ERROR',
        payload: jsonPayload({ code: 'HERMES_ANCHORS_FULL', message: 'no room' }),
      }),
    );
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ANCHORS_FULL',
    });
  });

  test('with the schema is refused by the receiver', async () => {
    const { port } = await start(echo);
    const asked = [
      { ...codeRequest({}), schemaVersion: 2 },
      { ...codeRequest({}), schemaHash: '0'.repeat(64) },
    ].map((act) => port.ask(act, { deadlineMs }));
    for (const result of await Promise.allSettled(asked)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'HERMES_ACTS_SCHEMA' } });
    }
  });

  test('prose is an answer that reads as a refusal', async () => {
    const prose = {
      kind: 'inline',
      bytes: new TextEncoder().encode('I cannot do that.'),
      mediaType: 'text/plain',
    } as const;
    const { port } = await start(async (act) => replyTo(act, { type: 'INFORM', payload: prose }));
    const { reply } = await port.ask(codeRequest({}), { deadlineMs });
    expect(readAnswer(reply)).toEqual({ refusal: { reason: 'not-json', text: 'I cannot do that.' } });
  });

  test.each(ArmSchema.options)('a reply of 10 MB is oversized in arm %s, and stored nowhere', async (arm) => {
    const { port, store } = await start(
      async (act) => replyTo(act, { type: 'INFORM', payload: jsonPayload({ code: 'x'.repeat(10_000_000) }) }),
      arm,
    );
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toMatchObject({
      code: 'HERMES_ACTS_OVERSIZED',
    });
    expect(store.list()).toEqual([]);
  });
}
