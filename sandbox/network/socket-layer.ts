import { syncBuiltinESMExports } from 'node:module';
import { installDatagramGuards } from './datagram-guards.ts';
import { installDnsGuards } from './dns-guards.ts';
import type { Guard } from './guard.ts';
import { installNetGuards } from './net-guards.ts';
import { type Undo, undoAll } from './patch.ts';
import { installWebGuards } from './web-guards.ts';

/**
 * The public networking functions of Node refuse, with an error that names the API and the target. net, tls, http, https,
 * http2 and fetch (hand-made undici dispatchers too) meet in `net.Socket`; dgram, dns and the web globals stand alone.
 */
export function installSocketLayer(guard: Guard): Undo {
  const undo = undoAll([
    installNetGuards(guard),
    installDatagramGuards(guard),
    installDnsGuards(guard),
    installWebGuards(guard),
  ]);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}
