import { execFile } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { foreignSockets } from './foreign-sockets.ts';

/** What the kernel grants here. */
export interface KernelLevel {
  /** `kernel`: a process can be put into a network namespace of its own; `process`: only the JavaScript layers hold. */
  level: 'kernel' | 'process';
  /** Why, in words for the report and `doctor`. */
  reason: string;
}

const probeTimeoutMs = 5000;

/**
 * Tries the very command that would start a process in its own namespace. Costs some ten milliseconds: ask once at the start
 * of a run and pass the answer on.
 */
export async function probeKernelLevel(): Promise<KernelLevel> {
  if (process.platform !== 'linux') {
    return { level: 'process', reason: `${process.platform} has no network namespaces` };
  }
  const prefix = namespacePrefix([]);
  const [command] = prefix;
  if (command === undefined) return { level: 'process', reason: 'unshare (util-linux) is not installed' };
  const own = readlinkSync('/proc/self/ns/net');
  try {
    const args = [...prefix.slice(1), ...dropPrefix({ nesting: true }), 'readlink', '/proc/self/ns/net'];
    const { stdout } = await promisify(execFile)(command, args, { timeout: probeTimeoutMs });
    return stdout.trim() !== own && stdout.startsWith('net:')
      ? { level: 'kernel', reason: 'user and network namespaces are granted' }
      : { level: 'process', reason: `unshare left the process in ${own}` };
  } catch (error) {
    const stderr: unknown = error instanceof Error ? Reflect.get(error, 'stderr') : '';
    return { level: 'process', reason: `unshare was refused: ${String(stderr).trim() || String(error)}` };
  }
}

/**
 * The command that puts what follows into new user, network and mount namespaces and covers the Unix sockets in `hidden` with
 * /dev/null. Never `unshare --net` alone: root could go back with setns. Execs in place, so the pid stays. Empty when there
 * is no `unshare`.
 */
export function namespacePrefix(hidden: readonly string[] = foreignSockets([])): string[] {
  const unshare = ['/usr/bin/unshare', '/bin/unshare'].find((path) => existsSync(path));
  if (unshare === undefined) return [];
  const spaces = ['--user', '--map-current-user', '--net', '--mount'];
  return canDropCapabilities()
    ? [unshare, ...spaces, '--keep-caps', '--', '/bin/sh', '-c', cover, 'hermes-seal', coverTable(hidden)]
    : [unshare, ...spaces, '--'];
}

/** One `mount` for all of them: one process each would cost a millisecond per socket. */
const cover = [
  'if [ -n "$1" ] && t=$(mktemp); then printf "%s\\n" "$1" > "$t"; mount -a -T "$t" >/dev/null 2>&1; rm -f "$t"; fi',
  'shift',
  'exec "$@"',
].join('\n');

/** The sockets as lines of fstab(5). A path with a line break cannot be written there and is left out. */
function coverTable(hidden: readonly string[]): string {
  const escape = (path: string): string =>
    path.replace(/[\s\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return hidden
    .filter((path) => !path.includes('\n'))
    .map((path) => `/dev/null ${escape(path)} none bind 0 0`)
    .join('\n');
}

/**
 * `setpriv` after `unshare`: gives up the capabilities of the new namespace, so that nothing inside can uncover a socket, and
 * asks for death with the parent (before unshare the change of credentials would clear that). Root keeps CAP_SETFCAP where
 * it must make further namespaces: since Linux 5.12 mapping uid 0 needs it; without CAP_SYS_ADMIN it uncovers nothing.
 * Empty without `setpriv`.
 */
export function dropPrefix({ nesting }: { nesting: boolean }): string[] {
  const setpriv = findSetpriv();
  if (setpriv === undefined) return [];
  const kept = nesting && process.getuid?.() === 0 ? ',+setfcap' : '';
  const none = [`--bounding-set=-all${kept}`, '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs'];
  return [setpriv, ...none, '--pdeathsig', 'KILL', '--'];
}

function canDropCapabilities(): boolean {
  return findSetpriv() !== undefined;
}

function findSetpriv(): string | undefined {
  return ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
}
