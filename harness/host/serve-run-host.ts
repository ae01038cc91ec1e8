import { z } from 'zod';
import { Fault, faultOf } from '../contract/fault.ts';
import type { HostInit } from './host-protocol.ts';
import { startRunHost } from './run-host.ts';

/** What the run host tells its launcher over IPC while it starts. */
export const HostMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('failed'), fault: Fault }),
]);
export type HostMessage = z.infer<typeof HostMessage>;

/** Starts the run host in this process and ends the process when the launcher closes the IPC channel, however it closes it. */
export async function serveUntilDisconnected(init: HostInit): Promise<void> {
  const disconnected = new Promise<void>((resolve) => process.once('disconnect', resolve));
  // Ctrl-C reaches the whole process group; the launcher decides when we end.
  process.on('SIGINT', () => undefined);
  try {
    await using _host = await startRunHost(init);
    tell({ type: 'ready' });
    await disconnected;
  } catch (error) {
    tell({ type: 'failed', fault: faultOf(error) });
    process.exitCode = 3;
  }
  if (process.connected) process.disconnect();
}

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message);
}
