import { z } from 'zod';
import type { HostInit } from './host-protocol.ts';
import { startRunHost } from './run-host.ts';

/** What the run host tells its launcher over IPC while it starts. */
export const HostMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('failed'), code: z.string(), message: z.string(), fix: z.string() }),
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
    tell(failure(error));
    process.exitCode = 3;
  }
  if (process.connected) process.disconnect();
}

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message);
}

function failure(error: unknown): HostMessage {
  const { code, fix, message, stack } = error as Record<string, unknown>;
  const known = typeof code === 'string' && code.startsWith('HERMES_');
  return {
    type: 'failed',
    code: known ? code : 'HERMES_RUN_INTERNAL',
    message: known ? String(message) : String(stack ?? error),
    fix: typeof fix === 'string' ? fix : '',
  };
}
