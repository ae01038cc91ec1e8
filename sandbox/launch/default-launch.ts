import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Levels } from '../verdict.ts';
import { type Launch, parentDeathPrefix } from './launch.ts';

const unsharePaths = ['/usr/bin/unshare', '/bin/unshare'];
const namespaceFlags = ['--user', '--map-current-user', '--net'];
const probeMs = 5000;
/** Most data a process may map, in KiB: a backstop for moments in which nobody looks, far above what Node needs to start. */
const dataKib = 4 * 1024 * 1024;
const stackKib = 8192;

/** The launch used when the caller gives none: an own network namespace and parent death where this machine grants them. */
export function defaultLaunch(wanted: Partial<Levels>): Launch {
  const namespace = wanted.network === 'none' || wanted.network === 'process' ? [] : namespacePrefix();
  const parentDeath = wanted.parentDeath === false ? [] : parentDeathPrefix();
  return {
    prefix: [...namespace, ...withoutPrivileges(parentDeath, namespace.length > 0)],
    execArgv: [],
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  };
}

/**
 * Kernel limits for Node and for the compiler; the shell execs in place. Core dumps off, the main stack pinned, data bounded, and unless
 * the launch itself lets the process write files, no file may be written at all.
 */
export function limitsPrefix({ mayWriteFiles }: { mayWriteFiles: boolean }): string[] {
  if (process.platform === 'win32') return [];
  const limits = [
    'ulimit -c 0',
    ...[`-s ${stackKib}`, `-d ${dataKib}`, ...(mayWriteFiles ? [] : ['-f 0'])].map(
      (limit) => `ulimit ${limit} 2>/dev/null`,
    ),
  ];
  return ['/bin/sh', '-c', `${limits.join('; ')}; unset PWD OLDPWD; exec "$0" "$@"`];
}

function namespacePrefix(): string[] {
  if (process.platform !== 'linux') return [];
  const unshare = unsharePaths.find((path) => existsSync(path));
  if (unshare === undefined) return [];
  const probe = spawnSync(unshare, [...namespaceFlags, 'true'], { stdio: 'ignore', timeout: probeMs });
  return probe.status === 0 ? [unshare, ...namespaceFlags, '--'] : [];
}

/** No way to gain privileges, and for root none of those that its own namespace gave it. */
function withoutPrivileges(setpriv: string[], hasNamespace: boolean): string[] {
  if (setpriv.length === 0) return [];
  const drops = hasNamespace && process.getuid?.() === 0 ? ['--bounding-set=-all', '--inh-caps=-all'] : [];
  return [...setpriv.slice(0, -1), '--no-new-privs', ...drops, '--'];
}
