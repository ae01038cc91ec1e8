import { expect, test } from 'vitest';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { sealFiles } from './seal-files.ts';
import { runSealed } from './sealed-child.fixture.ts';

test('the files of the seal are all that a sandbox process under --permission must read to be sealed', async () => {
  await using directory = await createPrivateDirectory();
  const files = sealFiles();
  const code = `
    import dns from 'node:dns';
    import net from 'node:net';
    const refused = await new Promise((ok) => net.connect(9, '127.0.0.1').on('error', (error) => ok(error.layer)));
    const resolver = new dns.promises.Resolver();
    resolver.setServers(['127.0.0.1:9']);
    const lookup = await resolver.resolve4('canary.invalid').catch((error) => error.layer);
    const own = ${JSON.stringify(files)}.map((file) => process.permission.has('fs.read', file));
    const other = process.permission.has('fs.read', '/etc/passwd');
    process.send({ refused, lookup, own, other, attempts: globalThis[Symbol.for('hermes.seal')].attempts().length });
    process.disconnect();`;
  const { messages, stderr } = await runSealed({
    role: 'sandbox',
    directory: directory.path,
    code,
    policy: { ledgerDir: null },
    nodeFlags: [
      '--permission',
      ...[...files, `${directory.path}/program.mjs`].map((path) => `--allow-fs-read=${path}`),
    ],
  });
  expect({ messages, stderr }).toEqual({
    messages: [
      { refused: 'socket', lookup: 'socket', own: files.map(() => true), other: false, attempts: 2 },
    ],
    stderr: '',
  });
});
