import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { hasUnshare, launchPrefix } from './prefix.ts';

/** What the kernel grants here. */
export interface KernelLevel {
  /** `kernel`: a process can be put into a network namespace of its own; `process`: only the JavaScript layers hold. */
  level: 'kernel' | 'process';
  /** Why, in words for the report and `doctor`. */
  reason: string;
}

const probeTimeoutMs = 5000;
let known: Promise<KernelLevel> | undefined;

/** Tries, once a process, the very command that would start a child in its own namespaces. */
export function probeKernelLevel(): Promise<KernelLevel> {
  known ??= probe();
  return known;
}

async function probe(): Promise<KernelLevel> {
  if (process.platform !== 'linux') {
    return { level: 'process', reason: `${process.platform} has no network namespaces` };
  }
  if (!hasUnshare()) return { level: 'process', reason: 'unshare (util-linux) is not installed' };
  const [command, ...args] = [
    ...launchPrefix({ namespaces: ['net', 'mount', 'ipc'], privileges: 'nesting' }),
    'readlink',
    '/proc/self/ns/net',
  ];
  const own = readlinkSync('/proc/self/ns/net');
  try {
    const { stdout } = await promisify(execFile)(command, args, { timeout: probeTimeoutMs });
    return stdout.trim() !== own && stdout.startsWith('net:')
      ? { level: 'kernel', reason: 'user and network namespaces are granted' }
      : { level: 'process', reason: `unshare left the process in ${own}` };
  } catch (error) {
    const stderr: unknown = error instanceof Error ? Reflect.get(error, 'stderr') : '';
    return { level: 'process', reason: `unshare was refused: ${String(stderr).trim() || String(error)}` };
  }
}
