import { readFileSync } from 'node:fs';
import { HermesError } from '../contract/errors.ts';

/** What a run host holds open beside its workers and confined processes: agents and their sockets, store, journal, log, model. */
const baseDescriptors = 56;
/** Of each worker and each confined process: pipes, and what a moment of replacing one takes. */
const processDescriptors = 6;

/**
 * Throws HERMES_RUN_DESCRIPTORS when so many processes need more open files than one process may have here: in mid-run, that would cost samples.
 * `limit` is for tests; elsewhere than on Linux nothing is checked.
 */
export function checkDescriptors(
  run: { workers: number; sandboxWorkers: number },
  limit: number = descriptorLimit(),
): void {
  const needed = baseDescriptors + processDescriptors * (run.workers + run.sandboxWorkers);
  if (limit >= needed) return;
  throw new HermesError('HERMES_RUN_DESCRIPTORS', {
    message: `a process may have ${limit} open files here, and a run with ${run.workers} model workers and ${run.sandboxWorkers} confined processes may need ${needed}.`,
    value: limit,
    fix: `raise the limit (ulimit -n ${Math.max(1_024, needed)}), or use fewer workers (--workers 1).`,
  });
}

/** Node raises its own limit to the hard one when it starts; the hard one counts. */
function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
    return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
