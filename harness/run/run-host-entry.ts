import { readFileSync } from 'node:fs';
import { HostInit } from './host-protocol.ts';
import { startRunHost } from './run-host.ts';

const init = HostInit.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const host = await startRunHost(init);
// The launcher holds the other end of this channel: when it closes, however it closes, the run is over.
process.once('disconnect', async () => {
  await host[Symbol.asyncDispose]();
  process.exit(0);
});
process.send?.({ type: 'ready' });
