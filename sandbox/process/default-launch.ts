import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Levels } from '../verdict.ts';
import { type Launch, parentDeathPrefix } from './launch.ts';

const UNSHARE_PATHS = ['/usr/bin/unshare', '/bin/unshare'];
const NAMESPACE = ['--user', '--map-current-user', '--net'];
const PROBE_MS = 5000;

/** The launch used when the caller gives none: an own network namespace and parent death where this machine grants them. */
export function defaultLaunch(wanted: Partial<Levels>): Launch {
  return {
    prefix: [
      ...(wanted.network === 'none' || wanted.network === 'process' ? [] : namespacePrefix()),
      ...(wanted.parentDeath === false ? [] : parentDeathPrefix()),
    ],
    execArgv: [],
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  };
}

/** Core dumps off and the main stack pinned, for Node and for the compiler; the shell execs in place. */
export function limitsPrefix(): string[] {
  if (process.platform === 'win32') return [];
  return ['/bin/sh', '-c', 'ulimit -c 0; ulimit -s 8192 2>/dev/null; unset PWD OLDPWD; exec "$0" "$@"'];
}

function namespacePrefix(): string[] {
  if (process.platform !== 'linux') return [];
  const unshare = UNSHARE_PATHS.find((path) => existsSync(path));
  if (unshare === undefined) return [];
  const probe = spawnSync(unshare, [...NAMESPACE, 'true'], { stdio: 'ignore', timeout: PROBE_MS });
  return probe.status === 0 ? [unshare, ...NAMESPACE, '--'] : [];
}
