import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { nodePath } from './node-path.ts';

/** How to start a Node process of ours: what stands before `node`, Node's own flags, and the whole environment. */
export interface Launch {
  /** Commands that exec in place (`unshare …`, `setpriv …`), so that the child's pid is Node's. */
  prefix: string[];
  /** Node flags before the entry, e.g. `--import seal-entry.ts`. */
  execArgv: string[];
  /** The complete environment of the child; nothing is inherited. */
  env: Record<string, string>;
}

const setprivPaths = ['/usr/bin/setpriv', '/bin/setpriv'];

/** Prefix that makes the kernel kill the child when its parent dies; empty where `setpriv` is absent (then a heartbeat must do it). */
export function parentDeathPrefix(): string[] {
  if (process.platform !== 'linux') return [];
  const setpriv = setprivPaths.find((path) => existsSync(path));
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}

/** A launch with parent death, no seal and an empty environment but for zone and locale: for tests and as a base. */
export function plainLaunch(): Launch {
  return { prefix: parentDeathPrefix(), execArgv: [], env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' } };
}

/** Starts `node ENTRY ARGS…` on the Node of `nodePath()`, as the launch says. The prefix goes in order, e.g. unshare first and setpriv after it. */
export function spawnNode(
  launch: Launch,
  entry: { path: string; args?: string[] | undefined; stdio: StdioOptions; cwd?: string | undefined },
): ChildProcess {
  const command = [...launch.prefix, nodePath(), ...launch.execArgv, entry.path, ...(entry.args ?? [])];
  const [file, ...args] = command as [string, ...string[]];
  return spawn(file, args, {
    env: launch.env,
    stdio: entry.stdio,
    serialization: 'json',
    ...(entry.cwd === undefined ? {} : { cwd: entry.cwd }),
  });
}
