import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignSockets } from './foreign-sockets.ts';
import { createPrivateDirectory } from './private-directory.ts';

test.runIf(process.platform === 'linux')(
  'sockets outside the prefixes are found once, and those inside are left alone',
  async () => {
    await using own = await createPrivateDirectory();
    await using other = await createPrivateDirectory();
    const servers = [own, other].map(({ path }) => createServer().listen(join(path, 'a.sock')));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    symlinkSync(join(other.path, 'a.sock'), join(other.path, 'link.sock'));
    const found = foreignSockets([own.path]).filter(
      (path) => path.startsWith(own.path) || path.startsWith(other.path),
    );
    expect(found).toEqual([join(other.path, 'a.sock')]);
    for (const server of servers) server.close();
  },
);
