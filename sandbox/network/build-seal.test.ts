import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundleSeal } from './build-seal.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { sandboxSealUrl } from './seal-entry-url.ts';
import { runSealed } from './sealed-child.fixture.ts';

const file = fileURLToPath(sandboxSealUrl());

test('the committed bundles are what the sources give (else: npx node sandbox/network/build-seal.ts)', () => {
  for (const [name, text] of Object.entries(bundleSeal())) {
    const committed = readFileSync(new URL(`./gen/${name}.mjs`, import.meta.url), 'utf8');
    expect({ name, isCurrent: committed === text }).toEqual({ name, isCurrent: true });
  }
});

test('the bundle is the only file that a sandbox process under --permission must read to be sealed', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import dns from 'node:dns';
    import net from 'node:net';
    const refused = await new Promise((ok) => net.connect(9, '127.0.0.1').on('error', (error) => ok(error.layer)));
    const resolver = new dns.promises.Resolver();
    resolver.setServers(['127.0.0.1:9']);
    const lookup = await resolver.resolve4('canary.invalid').catch((error) => error.layer);
    const own = process.permission.has('fs.read', ${JSON.stringify(file)});
    const other = process.permission.has('fs.read', '/etc/passwd');
    process.send({ refused, lookup, own, other, attempts: globalThis[Symbol.for('hermes.seal')].attempts().length });
    process.disconnect();`;
  const { messages, stderr } = await runSealed({
    role: 'sandbox',
    directory: directory.path,
    code,
    policy: { ledgerDir: null },
    nodeFlags: ['--permission', `--allow-fs-read=${file}`, `--allow-fs-read=${directory.path}/program.mjs`],
  });
  expect({ messages, stderr }).toEqual({
    messages: [{ refused: 'socket', lookup: 'socket', own: true, other: false, attempts: 2 }],
    stderr: '',
  });
});
