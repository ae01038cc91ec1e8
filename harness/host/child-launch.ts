import { join } from 'node:path';
import {
  childEnvironment,
  type Launch,
  type OwnRoot,
  parentDeathPrefix,
} from '../../sandbox/launch/index.ts';
import { CanaryTargets, sealedLaunch, sealFiles } from '../../sandbox/network/index.ts';
import type { Role } from '../contract/chat.ts';
import { type HostInit, privateNames } from './host-protocol.ts';

/** What the seal of a child takes from the run. */
type SealedRun = Pick<HostInit, 'level' | 'privateDir' | 'projectRoot' | 'startedAtEpochMs' | 'canaries'>;

/** How the run host starts a model worker or a sandbox under the run's seal, in a namespace of its own where the kernel grants one; it may use no socket. */
export function childLaunch(init: HostInit, role: 'model-worker' | 'sandbox'): Launch {
  if (init.level === 'off') return unsealed();
  const policy = {
    ...basePolicy(init),
    role,
    socketPrefixes: [],
    ledgerDir: join(init.privateDir, role === 'sandbox' ? privateNames.sandboxLedger : privateNames.ledger),
    // node-llama-cpp tries a binary in a child first; that child inherits the seal.
    mayStartChildren: role === 'model-worker',
    useNock: role !== 'sandbox',
  };
  const launch = sealedLaunch(policy, { namespace: init.level === 'kernel' });
  return role === 'sandbox' ? { ...launch, execArgv: [...launch.execArgv, ...sealPermissions()] } : launch;
}

/** How the run host starts the agent of a role under the run's seal: it may use the sockets in its own folder, has a ledger of its own, and with `root` sees only what that names. */
export function agentLaunch(
  init: SealedRun,
  { role, folder, root }: { role: Role; folder: string; root: OwnRoot | undefined },
): Launch {
  if (init.level === 'off') return unsealed();
  const policy = {
    ...basePolicy(init),
    role: 'agent' as const,
    label: role,
    socketPrefixes: [folder],
    ledgerDir: join(init.privateDir, privateNames.ledger, `agent-${role}`),
    mayStartChildren: false,
    useNock: true,
  };
  const launch = sealedLaunch(policy, { namespace: init.level === 'kernel', root });
  if (root === undefined) return launch;
  const env = Object.entries(launch.env).filter(([name]) => !outsidePaths.has(name));
  return { ...launch, env: { ...Object.fromEntries(env), HOME: '/tmp', TMPDIR: '/tmp' } };
}

/** Variables that name folders which a process with a root of its own does not have. */
const outsidePaths = new Set(['HF_HOME', 'HF_HUB_CACHE', 'TRANSFORMERS_CACHE', 'TMP', 'TEMP']);

function unsealed(): Launch {
  return { prefix: parentDeathPrefix(), execArgv: [], env: childEnvironment() };
}

function basePolicy(init: SealedRun) {
  return {
    canaries: init.canaries === null ? null : CanaryTargets.parse(init.canaries),
    runStartMs: init.startedAtEpochMs,
    root: init.projectRoot,
  };
}

// Under Node's permission model a sandbox may read its seal, beside what the sandbox itself allows. Its ledger is open when it starts.
function sealPermissions(): string[] {
  return sealFiles().map((path) => `--allow-fs-read=${path}`);
}
