import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { assertSealed } from './canaries.ts';
import { watchParent } from './parent-watch.ts';
import { decodePolicy, SEAL_VARIABLE } from './policy.ts';
import { installSeal } from './seal.ts';

/** Exit code of a process whose seal is broken or cannot be proven (DESIGN.md §4). */
const SEAL_EXIT_CODE = 4;

/** Seals this process as `HERMES_SEAL` says and proves it before anything else runs; ends it with exit code 4 otherwise. */
export async function installSealFromEnvironment(): Promise<void> {
  try {
    const policy = decodePolicy(process.env[SEAL_VARIABLE]);
    watchParent(policy.parentPid);
    const seal = installSeal(policy);
    assertSealed(seal.policy, await seal.runCanaries());
  } catch (error) {
    if (!isMainThread) throw error;
    writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(SEAL_EXIT_CODE);
  }
}
