import { join } from 'node:path';
import { childEnvironment, type Launch, parentDeathPrefix } from '../../sandbox/launch/index.ts';
import { CanaryTargets, sealedLaunch, sealFiles } from '../../sandbox/network/index.ts';
import { type HostInit, privateNames } from './host-protocol.ts';

/**
 * How the run host starts a child of the given role under the run's seal, in a namespace of its own where the kernel grants one. It may use
 * the sockets in `socketFolders` and no others.
 */
export function childLaunch(
  init: HostInit,
  role: 'model-worker' | 'agent' | 'sandbox',
  socketFolders: string[] = [],
): Launch {
  if (init.level === 'off') return { prefix: parentDeathPrefix(), execArgv: [], env: childEnvironment() };
  const policy = {
    role,
    socketPrefixes: socketFolders,
    ledgerDir: join(init.privateDir, role === 'sandbox' ? privateNames.sandboxLedger : privateNames.ledger),
    // node-llama-cpp tries a binary in a child first; that child inherits the seal.
    mayStartChildren: role === 'model-worker',
    useNock: role !== 'sandbox',
    canaries: init.canaries === null ? null : CanaryTargets.parse(init.canaries),
    runStartMs: init.startedAtEpochMs,
    root: init.projectRoot,
  };
  const launch = sealedLaunch(policy, { namespace: init.level === 'kernel' });
  return role === 'sandbox'
    ? { ...launch, execArgv: [...launch.execArgv, ...sealPermissions(policy)] }
    : launch;
}

// Under Node's permission model a sandbox may read its seal and write its own ledger, beside what the sandbox itself allows.
function sealPermissions({ ledgerDir }: { ledgerDir: string }): string[] {
  return [...sealFiles().map((path) => `--allow-fs-read=${path}`), `--allow-fs-write=${ledgerDir}/*`];
}
