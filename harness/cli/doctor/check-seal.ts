import { isCoded, textOf } from '../../contract/errors.ts';
import {
  createPrivateDirectory,
  type KernelLevel,
  parentDeathPrefix,
  probeKernelLevel,
  removeStale,
  staleDirectories,
  unownedDirectories,
} from '../../../sandbox/launch/index.ts';
import { uncoveredRoutes } from '../../../sandbox/network/index.ts';
import { type Finding, well } from './finding.ts';

/** Which level the seal reaches here, whether children die with their parent, and what earlier runs left. */
export async function checkSeal(): Promise<Finding[]> {
  const kernel = await probeKernelLevel();
  const socketPath = await checkSocketPath();
  return [
    checkLevel(kernel),
    checkUncovered(kernel),
    checkParentDeath(),
    socketPath,
    // What earlier runs left lies in the folder that the check before found usable.
    ...(socketPath.status === 'ok' ? [checkResidue()] : []),
  ];
}

function checkLevel({ level, reason }: KernelLevel): Finding {
  const roles = 'run host, model workers, agents, sandboxes';
  return level === 'kernel'
    ? well('seal level', `kernel for ${roles}; process for the launcher (${reason})`)
    : {
        name: 'seal level',
        status: 'warn',
        detail: `process for every role: ${reason}`,
        fix: 'allow user namespaces (docs/hermeticity.md), or accept it with acceptLevel: process.',
      };
}

/** Ways out that no layer closes at this level; each is described in docs/hermeticity.md. */
function checkUncovered({ level }: KernelLevel): Finding {
  const open = uncoveredRoutes.filter((route) => route.levels.includes(level));
  return well('uncovered routes', open.map(({ name }) => name).join(', ') || 'none');
}

function checkParentDeath(): Finding {
  return parentDeathPrefix().length > 0
    ? well('parent death', 'setpriv --pdeathsig KILL')
    : {
        name: 'parent death',
        status: 'warn',
        detail: 'no setpriv: a heartbeat ends orphans, within seconds',
        fix: process.platform === 'linux' ? 'install util-linux.' : 'nothing to do on this platform.',
      };
}

async function checkSocketPath(): Promise<Finding> {
  try {
    await using directory = await createPrivateDirectory();
    return well('socket paths', `${directory.path}/… fits`);
  } catch (error) {
    return {
      name: 'socket paths',
      status: 'fail',
      detail: textOf(error),
      fix: isCoded(error) ? error.fix : 'set TMPDIR to another folder.',
    };
  }
}

function checkResidue(): Finding {
  const removed = removeStale().length;
  const [left, unowned] = [staleDirectories(), unownedDirectories()];
  const found = [
    ...(removed === 0 ? [] : [`removed ${removed} folder${removed === 1 ? '' : 's'} of dead runs`]),
    ...(left.length === 0 ? [] : [`could not remove ${left.join(', ')} of dead runs`]),
    ...(unowned.length === 0 ? [] : [`${unowned.join(', ')}: named as ours, of no living process`]),
  ];
  const removable = [...left, ...unowned];
  if (removable.length === 0) return well('residue', found.join('; ') || 'none');
  const fix = `rm -r ${removable.join(' ')}`;
  return { name: 'residue', status: 'warn', detail: found.join('; '), fix: `${fix} (with what is in it).` };
}
