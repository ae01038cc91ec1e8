import { join } from 'node:path';
import { CanaryTargets } from '../../sandbox/network/policy.ts';
import { sealedLaunch } from '../../sandbox/network/sealed-launch.ts';
import type { Launch } from '../../sandbox/process/launch.ts';
import { type HostInit, privateNames } from './host-protocol.ts';

/** How the run host starts a child of the given role under the run's seal. */
export function childLaunch(init: HostInit, role: 'model-worker' | 'agent' | 'sandbox'): Launch {
  const policy = {
    role,
    socketPrefixes: role === 'agent' ? [init.privateDir] : [],
    ledgerDir: join(init.privateDir, privateNames.ledger),
    mayStartChildren: false,
    useNock: role !== 'sandbox',
    canaries: init.canaries === null ? null : CanaryTargets.parse(init.canaries),
    runStartMs: init.startedAtEpochMs,
    kernel: init.level === 'kernel',
    parentPid: process.pid,
    root: init.projectRoot,
  };
  // Children of the run host share its namespace; a sandbox gets one more.
  return sealedLaunch(policy, { namespace: role === 'sandbox' && init.level === 'kernel' });
}
