import { expect, test } from 'vitest';
import { jsonPayload } from '../../contract/act.ts';
import type { AgentHandler } from '../act-server.ts';
import type { Answer } from '../agent-port.ts';
import { replyTo } from '../new-act.ts';
import { readAnswer } from '../payload.ts';
import { codeRequest, deadlineMs, echo, type Start } from './under-test.ts';

/** At least once, executed once. */
export function deduplicating(start: Start): void {
  test('a repeated act gets the same answer, while it runs and afterwards', async () => {
    let executed = 0;
    const { port } = await start(async (act) => {
      executed += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return replyTo(act, { type: 'INFORM', payload: jsonPayload({ executed }) });
    });
    const request = codeRequest({});
    const asked = () => port.ask(request, { deadlineMs });
    const answers: Answer[] = [...(await Promise.all([asked(), asked(), asked()])), await asked()];
    expect(answers.map(({ reply }) => readAnswer(reply))).toEqual(answers.map(() => ({ executed: 1 })));
    await port.ask({ ...request, epoch: 1 }, { deadlineMs });
    expect(executed).toBe(2);
  });

  test('an act that ended in an error is executed again when it is asked again', async () => {
    let executed = 0;
    const { port } = await start(async (act) => {
      executed += 1;
      return executed === 1
        ? replyTo(act, { type: 'ERROR', payload: jsonPayload({ code: 'X', message: 'not yet' }) })
        : replyTo(act, { type: 'INFORM', payload: jsonPayload({ executed }) });
    });
    const request = codeRequest({});
    await expect(port.ask(request, { deadlineMs })).rejects.toThrow('not yet');
    expect(readAnswer((await port.ask(request, { deadlineMs })).reply)).toEqual({ executed: 2 });
  });

  test('another act under a used span id is refused, not answered with the wrong answer', async () => {
    const { port } = await start(echo);
    await port.ask(codeRequest({ n: 1 }, { spanId: 'a'.repeat(16) }), { deadlineMs });
    await expect(
      port.ask(codeRequest({ n: 2 }, { spanId: 'a'.repeat(16) }), { deadlineMs }),
    ).rejects.toMatchObject({
      code: 'HERMES_ACTS_SPAN_REUSED',
    });
  });

  test('one of two askers may leave, the other still gets the answer of the one execution', async () => {
    let executed = 0;
    const { port } = await start(async (act, { signal }) => {
      executed += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
      signal.throwIfAborted();
      return await echo(act, { signal, resolve: async () => new Uint8Array(), put: async () => '' });
    });
    const request = codeRequest({});
    const leaving = new AbortController();
    const left = port.ask(request, { deadlineMs, signal: leaving.signal });
    const stays = port.ask(request, { deadlineMs });
    setTimeout(() => leaving.abort(new Error('left')), 100);
    await expect(left).rejects.toThrow('left');
    expect((await stays).reply.type).toBe('INFORM');
    expect(executed).toBe(1);
  });
}

/** What ends early. */
export function ending(start: Start): void {
  test('at the deadline, and the handler is told', async () => {
    const { handler, aborted } = neverAnswers();
    const { port } = await start(handler);
    await expect(port.ask(codeRequest({}), { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'HERMES_ACTS_DEADLINE',
    });
    expect(await aborted).toBeDefined();
  });

  test("when the asker's signal aborts, with its reason, and the handler is told", async () => {
    const { handler, aborted, started } = neverAnswers();
    const { port } = await start(handler);
    const controller = new AbortController();
    const asked = port.ask(codeRequest({}), { deadlineMs, signal: controller.signal });
    void started.then(() => controller.abort(new Error('enough')));
    await expect(asked).rejects.toThrow('enough');
    expect(await aborted).toBeDefined();
  });

  test('even if the handler does not listen', async () => {
    const { port } = await start(() => new Promise(() => {}));
    await expect(port.ask(codeRequest({}), { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'HERMES_ACTS_DEADLINE',
    });
  });

  test('before it begins when the signal is aborted already', async () => {
    let executed = 0;
    const { port } = await start(async (act, context) => {
      executed += 1;
      return await echo(act, context);
    });
    await expect(
      port.ask(codeRequest({}), { deadlineMs, signal: AbortSignal.abort(new Error('no')) }),
    ).rejects.toThrow('no');
    expect(executed).toBe(0);
  });

  test('and an act that was cancelled is executed again when asked again', async () => {
    let executed = 0;
    const { port } = await start(async (act, { signal }) => {
      executed += 1;
      if (executed === 1)
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      return replyTo(act, { type: 'INFORM', payload: jsonPayload({ executed }) });
    });
    const request = codeRequest({});
    await expect(port.ask(request, { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'HERMES_ACTS_DEADLINE',
    });
    const { reply } = await port.ask(request, { deadlineMs });
    expect(readAnswer(reply)).toEqual({ executed: 2 });
  });
}

function neverAnswers() {
  const aborted = Promise.withResolvers<unknown>();
  const started = Promise.withResolvers<void>();
  const handler: AgentHandler = (_act, { signal }) =>
    new Promise((_resolve, reject) => {
      started.resolve();
      signal.addEventListener('abort', () => {
        aborted.resolve(signal.reason);
        reject(signal.reason);
      });
    });
  return { handler, aborted: aborted.promise, started: started.promise };
}
