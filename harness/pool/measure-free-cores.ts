import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const spinMs = 50;
const spin = `const end = performance.now() + ${spinMs}; while (performance.now() < end);`;

/**
 * How many cores this process really gets: spins on every logical core (64 at most) for 50 ms and divides the CPU time received by the time
 * that passed. Other load, quotas and stolen time show in it; `os.availableParallelism()` knows of none (evidence.md §2.5).
 */
export async function measureFreeCores(logical = availableParallelism()): Promise<number> {
  const spinners = Array.from(
    { length: Math.min(logical, 64) },
    () => new Worker(spin, { eval: true, env: {} }),
  );
  // Listened for from the start: on a busy machine a spinner may be done before we are told that it began.
  const exits = spinners.map((spinner) => new Promise((resolve) => spinner.once('exit', resolve)));
  await Promise.all(spinners.map((spinner) => new Promise((resolve) => spinner.once('online', resolve))));
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  await Promise.all(exits);
  const cpu = process.cpuUsage(cpuBefore);
  const cores = (cpu.user + cpu.system) / 1000 / (performance.now() - started);
  return Math.round(Math.min(cores, logical) * 100) / 100;
}
