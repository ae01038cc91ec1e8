import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCli } from '../testing/cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const body = JSON.stringify({
  messages: [
    { role: 'system', content: 'You are the Coder.' },
    {
      role: 'user',
      content:
        'Task: Given list, give back the count of the numbers, each multiplied by 4.\nSignature: function findScore(list)',
    },
  ],
});

test('serves the embedded model on a port with a key and on a unix socket without, and leaves nothing', async () => {
  const port = startCli(['serve', '--listen', '127.0.0.1:0', '--api-key-env', 'MY_KEY', '--json'], {
    env: { MY_KEY: 'sesame' },
  });
  await port.shows('Ctrl-C ends it');
  const { address, model } = JSON.parse(await port.output()) as { address: string; model: string };
  expect(model).toBe('hermes-harness/nano:nano-q8_0.gguf');
  const ask = (key: string) =>
    fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
    });
  expect((await ask('wrong')).status).toBe(401);
  const answer = (await (await ask('sesame')).json()) as Answer;
  expect(answer.choices[0]?.message.content).toContain('function findScore(list)');
  port.kill('SIGTERM');
  expect(await port.finished).toMatchObject({ exitCode: 0 });

  const socketPath = join(folder, 'model.sock');
  const unix = startCli(['serve', '--listen', `unix:${socketPath}`]);
  await unix.shows('Ctrl-C ends it');
  expect(await overSocket(socketPath)).toEqual(answer.choices);
  unix.kill('SIGINT');
  expect(await unix.finished).toMatchObject({ exitCode: 0 });
  expect(existsSync(socketPath)).toBe(false);
});

test('a key that is not in the environment, and an address of another machine, end it at once with what to do', async () => {
  const noKey = await startCli(['serve', '--listen', '127.0.0.1:0', '--api-key-env', 'NO_SUCH_KEY']).finished;
  expect(noKey).toMatchObject({ exitCode: 2 });
  expect(noKey.stderr).toMatch(/the environment has no NO_SUCH_KEY.* Fix: set NO_SUCH_KEY/);
  const outside = await startCli(['serve', '--listen', '0.0.0.0:8080']).finished;
  expect(outside).toMatchObject({ exitCode: 2 });
  expect(outside.stderr).toMatch(
    /0\.0\.0\.0:8080 is no address of this machine.* Fix: give 127\.0\.0\.1:PORT/,
  );
});

interface Answer {
  choices: { message: { content: string } }[];
}

async function overSocket(socketPath: string): Promise<unknown> {
  const asked = request({
    socketPath,
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  asked.end(body);
  const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
  return (JSON.parse(await text(response)) as Answer).choices;
}
