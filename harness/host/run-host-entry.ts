import { readFileSync } from 'node:fs';
import { HostInit } from './host-protocol.ts';
import { serveUntilDisconnected } from './serve-run-host.ts';

await serveUntilDisconnected(HostInit.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))));
