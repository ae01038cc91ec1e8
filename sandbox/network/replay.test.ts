import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { runSealed } from './sealed-child.fixture.ts';

const recording = [
  { scope: 'http://registry.example:80', method: 'GET', path: '/name', status: 200, response: 'hermes' },
];

const program = `
  import http from 'node:http';
  const get = (url) => new Promise((ok) => {
    http.get(url, { agent: false }, async (response) => ok((await response.toArray()).join('')))
      .on('error', (error) => ok(error.code ?? error.message));
  });
  const ask = (url) => fetch(url).then((answer) => answer.text(), (error) => (error.cause ?? error).code);
  process.send([await ask('http://registry.example/name'), await ask('http://registry.example/other'),
    await get('http://registry.example/name'), await ask('http://127.0.0.1:9/')]);
  process.disconnect();`;

test('a declared recording answers once per line; everything else is refused', async () => {
  await using directory = await createPrivateDirectory();
  const folder = join(directory.path, 'recordings');
  mkdirSync(folder);
  writeFileSync(join(folder, 'registry.json'), JSON.stringify([...recording, ...recording]));
  const { messages, stderr } = await runSealed({
    role: 'run-host',
    directory: directory.path,
    code: program,
    policy: { replay: { folder, names: ['registry'], deadlineMs: 5000 } },
  });
  const [first, other, second, elsewhere] = messages[0] as string[];
  expect({ first, second, elsewhere, stderr }).toEqual({
    first: 'hermes',
    second: 'hermes',
    elsewhere: 'ENETUNREACH',
    stderr: '',
  });
  expect(other).not.toBe('hermes');
});

test('a recording that is not declared does not answer', async () => {
  await using directory = await createPrivateDirectory();
  const { messages } = await runSealed({ role: 'run-host', directory: directory.path, code: program });
  expect(messages).toEqual([['ENETUNREACH', 'ENETUNREACH', 'ENETUNREACH', 'ENETUNREACH']]);
});

test('a recorded answer that never comes ends at the deadline', async () => {
  await using directory = await createPrivateDirectory();
  const folder = join(directory.path, 'recordings');
  mkdirSync(folder);
  writeFileSync(join(folder, 'slow.json'), JSON.stringify(recording));
  const code = `
    import http from 'node:http';
    import { createRequire } from 'node:module';
    const nock = createRequire(${JSON.stringify(import.meta.url)})('nock');
    nock('http://slow.example').get('/').times(2).delay(60_000).reply(200, 'late');
    const viaFetch = await fetch('http://slow.example/').catch((error) => error.name);
    const viaGet = await new Promise((ok) => http.get('http://slow.example/', () => ok('answer')).on('error', (e) => ok(e.message)));
    process.send([viaFetch, viaGet]);
    nock.abortPendingRequests();
    process.disconnect();`;
  const { messages } = await runSealed({
    role: 'run-host',
    directory: directory.path,
    code,
    policy: { replay: { folder, names: ['slow'], deadlineMs: 200 } },
  });
  expect(messages).toEqual([['TimeoutError', 'no recorded answer within 200 ms']]);
});

test.each(['absent', '../registry'])(
  'a recording %j that cannot be read keeps the process from starting',
  async (name) => {
    await using directory = await createPrivateDirectory();
    const { code, stderr } = await runSealed({
      role: 'run-host',
      directory: directory.path,
      code: program,
      policy: { replay: { folder: directory.path, names: [name], deadlineMs: 1 } },
    });
    expect(code).toBe(4);
    expect(stderr).toContain('HERMES_SEAL_REPLAY');
  },
);
