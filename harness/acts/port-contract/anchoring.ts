import { expect, test } from 'vitest';
import { jsonPayload } from '../../contract/act.ts';
import { Arm as ArmSchema } from '../../contract/run-record.ts';
import { replyTo } from '../new-act.ts';
import { codeRequest, deadlineMs, echo, type Start } from './under-test.ts';

/** What travels by anchor. */
export function anchoring(start: Start): void {
  const large = { log: 'error: 42\n'.repeat(50_000) };

  test('carry large payloads both ways in PM, and are counted beside the message path', async () => {
    const { port, store } = await start(echo, 'PM');
    const request = codeRequest(large);
    const { reply, hops, derefBytes, derefMs } = await port.ask(request, { deadlineMs });
    expect(reply.payload).toEqual(request.payload);
    const payloadBytes = request.payload.kind === 'inline' ? request.payload.bytes.length : 0;
    expect(derefBytes).toBe(2 * payloadBytes);
    expect(derefMs).toHaveLength(2);
    expect(store.list()).toMatchObject([{ kind: 'payloads', bytes: payloadBytes }]);
    for (const hop of hops) expect(hop.bytes).toBeLessThan(500);
  });

  test.each(['A', 'C'] as const)(
    'are not used in arm %s: over 256 KiB the act is refused, in both directions',
    async (arm) => {
      const { port, store } = await start(echo, arm);
      const oversized = expect.objectContaining({ code: 'HERMES_ACTS_OVERSIZED' });
      await expect(port.ask(codeRequest(large), { deadlineMs })).rejects.toEqual(oversized);
      const { port: verbose } = await start(
        async (act) => replyTo(act, { type: 'INFORM', payload: jsonPayload(large) }),
        arm,
      );
      await expect(verbose.ask(codeRequest({}), { deadlineMs })).rejects.toEqual(oversized);
      expect(store.list()).toEqual([]);
    },
  );

  test.each(ArmSchema.options)('of the handler itself arrive inline in arm %s', async (arm) => {
    const { port } = await start(async (act, { put, resolve }) => {
      const uri = await put('logs', new TextEncoder().encode('small'));
      const bytes = await resolve(uri);
      return replyTo(act, {
        type: 'INFORM',
        payload: { kind: 'anchor', uri, bytes: bytes.length, mediaType: 'text/x-log' },
      });
    }, arm);
    const { reply } = await port.ask(codeRequest({}), { deadlineMs });
    expect(reply.payload).toEqual({
      kind: 'inline',
      bytes: new TextEncoder().encode('small'),
      mediaType: 'text/x-log',
    });
  });
}

/** What handlers and askers anchor themselves. */
export function explicitAnchors(start: Start): void {
  test('may be many in one act', async () => {
    const { port } = await start(async (act, { put, resolve }) => {
      for (let index = 0; index < 3_000; index += 1) await resolve(await put('logs', new Uint8Array(1)));
      return await echo(act, { put, resolve, signal: new AbortController().signal });
    }, 'PM');
    const { derefBytes, derefMs } = await port.ask(codeRequest({}), { deadlineMs });
    expect(derefBytes).toBe(3_000);
    expect(derefMs.length).toBeGreaterThanOrEqual(200);
  });

  test('that are not there are that error, on either side', async () => {
    const gone = {
      kind: 'anchor',
      uri: `mcp://logs/${'0'.repeat(64)}`,
      bytes: 1,
      mediaType: 'text/x-log',
    } as const;
    const { port } = await start(async (act) => replyTo(act, { type: 'INFORM', payload: gone }), 'PM');
    const missing = expect.objectContaining({ code: 'HERMES_ANCHORS_MISSING' });
    await expect(port.ask(codeRequest({}), { deadlineMs })).rejects.toEqual(missing);
    await expect(port.ask({ ...codeRequest({}), payload: gone }, { deadlineMs })).rejects.toEqual(missing);
  });
}
