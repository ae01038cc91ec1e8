import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { assertSealed } from './canaries.ts';
import { watchParent } from '../launch/parent-watch.ts';
import { decodePolicy, sealVariable } from './policy.ts';
import { currentSeal, installSeal, type Seal } from './seal.ts';

/** Exit code of a process whose seal is broken or cannot be proven (DESIGN.md §4). */
const sealExitCode = 4;

let unproven: Seal | null = null;

/** Seals this process as `HERMES_SEAL` says, at once and for good; ends it with exit code 4 when there is no policy to follow. */
export function sealFromEnvironment(): void {
  if (currentSeal() !== null) return;
  try {
    const policy = decodePolicy(process.env[sealVariable]);
    watchParent(policy.hasOwnRoot ? null : policy.parentPid);
    unproven = installSeal(policy, { isPermanent: true });
  } catch (error) {
    end(error);
  }
}

/** Fires the canaries once, before anything else runs; ends the process with exit code 4 when one gets through. */
export async function proveSeal(): Promise<void> {
  const seal = unproven;
  unproven = null;
  if (seal === null) return;
  try {
    assertSealed(seal.policy, await seal.runCanaries());
  } catch (error) {
    end(error);
  }
}

function end(error: unknown): never {
  if (!isMainThread) throw error;
  writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(sealExitCode);
}
