import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type OwnRoot, type OwnRootGrant, probeOwnRoot } from '../../sandbox/launch/index.ts';
import { programFiles } from '../contract/package-files.ts';
import { type HostInit, privateNames } from './host-protocol.ts';

/** Where the pieces of a run lie. */
type RunPlaces = Pick<HostInit, 'privateDir' | 'runDir' | 'lockPath' | 'cacheDirs'>;

/** Whether agents of ours see a root of their own in this run, and if not, why. */
export async function agentRootGrant(init: HostInit): Promise<OwnRootGrant> {
  if (init.level === 'off') return { isGranted: false, reason: 'the run is not hermetic' };
  if (init.level === 'process') return { isGranted: false, reason: 'the kernel grants no namespaces' };
  const { projectRoot } = init;
  const system = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'].find((folder) =>
    projectRoot.startsWith(folder + sep),
  );
  if (system !== undefined) return { isGranted: false, reason: `the project lies in ${system}` };
  return probeOwnRoot(shownToAgents(init));
}

/**
 * The root of one agent of ours: the package and what is installed with it, without tasks and suites; its sockets; the run's anchors. Nothing of the project, the run
 * directory, other processes' ledgers and sockets, models, or the user's home.
 */
export function agentRoot(init: RunPlaces, folder: string): OwnRoot {
  const at = join(init.privateDir, 'root');
  mkdirSync(at, { recursive: true, mode: 0o700 });
  const { readOnly, hidden } = shownToAgents(init);
  return {
    at,
    readOnly: [...readOnly, realpathSync(dirname(anchorsPath(init)))],
    hidden,
    writable: [realpathSync(folder)],
  };
}

/** File of the run's anchors, in a folder of its own that is made when it is not there. */
export function anchorsPath({ privateDir }: RunPlaces): string {
  const folder = join(privateDir, privateNames.anchors);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'anchors.sqlite');
}

/**
 * The program's files, and what of them is hidden; also whatever of the run somebody put below a folder that agents see: a cache or run directory in `node_modules`.
 */
function shownToAgents({ runDir, lockPath, cacheDirs }: RunPlaces): Pick<OwnRoot, 'readOnly' | 'hidden'> {
  const { readOnly, hidden } = programFiles();
  const ofTheRun = [runDir, dirname(runDir), lockPath, ...cacheDirs].filter((path) =>
    readOnly.some((shown) => path.startsWith(shown + sep)),
  );
  return { readOnly, hidden: [...hidden, ...ofTheRun] };
}
