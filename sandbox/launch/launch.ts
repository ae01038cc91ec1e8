import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { nodePath } from './node-path.ts';
import { parentDeathPrefix } from './prefix.ts';

/** How to start a Node process of ours: what stands before `node`, Node's own flags, and the whole environment. */
export interface Launch {
  /** Commands that exec in place (`unshare …`, `setpriv …`), so that the child's pid is Node's. */
  prefix: string[];
  /** Node flags before the entry, e.g. `--import=…/seal-entry.mjs`. */
  execArgv: string[];
  /** The complete environment of the child; nothing is inherited. */
  env: Record<string, string>;
  /** The prefix bounds how large a file the process may write: it brings one that it must write. */
  boundsFiles?: boolean | undefined;
}

/** A launch with parent death, no seal and an empty environment but for zone and locale: for tests and as a base. */
export function plainLaunch(): Launch {
  return { prefix: parentDeathPrefix(), execArgv: [], env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' } };
}

/** Starts `node ENTRY ARGS…` on the Node of `nodePath()`, as the launch says. Its prefix comes first. */
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
    cwd: entry.cwd,
  });
}
