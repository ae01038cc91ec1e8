import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { runSealed } from './sealed-child.fixture.ts';

test('children, forks and threads of a sealed process are sealed, whatever flags and environment they are given', async () => {
  await using directory = await createPrivateDirectory();
  const inner = `${directory.path}/inner.mjs`;
  const probe = `
    import net from 'node:net';
    import { parentPort } from 'node:worker_threads';
    net.connect(9, '127.0.0.1').on('error', (error) => {
      if (parentPort) parentPort.postMessage(error.code); else console.log(error.code);
    });`;
  writeFileSync(inner, probe);
  const code = `
    import { execFileSync, execSync, fork, spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { readFileSync } from 'node:fs';
    import { Worker, SHARE_ENV } from 'node:worker_threads';
    const inner = ${JSON.stringify(inner)};
    const node = process.execPath;
    const source = readFileSync(inner, 'utf8');
    const script = 'const { parentPort } = require("node:worker_threads"); require("node:net").connect(9, "127.0.0.1")' +
      '.on("error", (error) => parentPort ? parentPort.postMessage(error.code) : console.log(error.code))';
    const output = async (child) => { const out = (await child.stdout.toArray()).join('').trim(); return out; };
    const thread = async (options, source = inner) => (await once(new Worker(source, options), 'message'))[0];
    process.send({
      spawn: await output(spawn(node, [inner])),
      emptyEnvironment: await output(spawn(node, [inner], { env: {} })),
      otherOptions: await output(spawn(node, [inner], { env: { NODE_OPTIONS: '--no-warnings' } })),
      sync: execFileSync(node, [inner], { env: {} }).toString().trim(),
      shell: execSync('"' + node + '" ' + inner).toString().trim(),
      fork: await output(fork(inner, [], { silent: true, execArgv: [] })),
      forkWithOwnFlags: await output(fork(inner, [], { silent: true })),
      thread: await thread({}),
      bareThread: await thread({ env: {}, execArgv: [] }),
      sharedThread: await thread({ env: SHARE_ENV }),
      moduleThread: await thread({ env: {} }, new URL('data:text/javascript,' + encodeURIComponent(source))),
      evalScript: await output(spawn(node, ['-e', script], { env: {} })),
      evalModule: await output(spawn(node, ['--input-type=module', '-e', source], { env: {} })),
      standardInput: execFileSync(node, ['-'], { env: {}, input: script }).toString().trim(),
      evalThread: await thread({ eval: true, env: {} }, script),
    });
    process.disconnect();`;
  const { messages, stderr } = await runSealed({ role: 'run-host', directory: directory.path, code });
  const names =
    'spawn emptyEnvironment otherOptions sync shell fork forkWithOwnFlags thread bareThread sharedThread moduleThread evalScript evalModule standardInput evalThread';
  const sealed = Object.fromEntries(names.split(' ').map((name) => [name, 'HERMES_SEAL_REFUSED']));
  expect({ messages, stderr }).toEqual({ messages: [sealed], stderr: '' });
});
