import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { connectAgent } from './a2a-port.ts';
import { observeHttp2Bytes } from './http2-bytes.ts';
import { codeRequest, deadlineMs, echo } from './port-contract/under-test.ts';
import { serveAgent } from './serve-agent.ts';

test('HTTP/2 moves the messages and something on top, and it is told apart from them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'h2-'));
  using bytes = observeHttp2Bytes();
  try {
    const served = await serveAgent({ role: 'coder', handler: echo, listen: `unix:${dir}/agent.sock` });
    const port = await connectAgent({ address: served.address, role: 'coder', arm: 'C' });
    const { hops } = await port.ask(codeRequest({ statement: 'x'.repeat(10_000) }), { deadlineMs });
    await port[Symbol.asyncDispose]();
    await served[Symbol.asyncDispose]();
    // Both ends are in this process: two sessions, and all bytes are seen twice.
    await vi.waitFor(() => expect(bytes.total().sessions).toBe(2));
    const messages = hops.reduce((sum, hop) => sum + hop.bytes, 0);
    const { sent, received } = bytes.total();
    expect(sent).toBeGreaterThan(messages);
    expect(received).toBeGreaterThan(messages);
    expect(sent).toBeLessThan(messages + 10_000);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
