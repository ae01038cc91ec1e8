import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HermesError } from '../contract/errors.ts';
import { connectRpc, serveRpc } from './line-rpc.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-rpc-'));
  path = join(folder, 's.sock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a call gets its own answer, whatever order answers come in', async () => {
  const gate = Promise.withResolvers<void>();
  await using _server = await serveRpc(path, {
    slow: async () => {
      await gate.promise;
      return 'slow';
    },
    fast: async (params) => {
      gate.resolve();
      return params;
    },
  });
  await using client = await connectRpc(path);
  const answers = await Promise.all([client.call('slow', null), client.call('fast', { text: 'a\nb' })]);
  expect(answers).toEqual(['slow', { text: 'a\nb' }]);
});

test('an error keeps its code, message and fix across the socket, once', async () => {
  const original = new HermesError('HERMES_RUN_EMPTY', { message: 'nothing to do.', fix: 'do something.' });
  await using _server = await serveRpc(path, { fail: () => Promise.reject(original) });
  await using client = await connectRpc(path);
  const error = await client.call('fail', null).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'HERMES_RUN_EMPTY', message: original.message, fix: 'do something.' });
});

test('a cancelled call aborts the handler’s signal', async () => {
  await using _server = await serveRpc(path, {
    wait: (_params, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted inside')));
      }),
  });
  await using client = await connectRpc(path);
  const controller = new AbortController();
  const call = client.call('wait', null, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toThrow(/aborted inside/);
});

test('calls that wait when the server goes away are rejected with a code', async () => {
  const started = Promise.withResolvers<void>();
  const server = await serveRpc(path, {
    never: () => {
      started.resolve();
      return new Promise(() => {});
    },
  });
  await using client = await connectRpc(path);
  const call = client.call('never', null);
  await started.promise;
  await server[Symbol.asyncDispose]();
  await expect(call).rejects.toMatchObject({ code: 'HERMES_RUN_HOST_LOST' });
});

test('an unknown method is an error, not a hang', async () => {
  await using _server = await serveRpc(path, {});
  await using client = await connectRpc(path);
  await expect(client.call('nonsense', null)).rejects.toMatchObject({ code: 'HERMES_RUN_PROTOCOL' });
});
