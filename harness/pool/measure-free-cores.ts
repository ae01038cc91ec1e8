import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const spinMs = 50;
/** How often and how long apart cores are measured until all are free: what another process did in one moment must not decide a run of hours. */
const mostTries = 5;
const pauseMs = 200;
/** An idle core never measures as a whole one: the spin shares it with whoever measures. */
const wholeCore = 0.75;
const spin = `const end = performance.now() + ${spinMs}; while (performance.now() < end);`;

/**
 * How many cores this process really gets: the most of up to five measurements, spread over a second, or of as many as it takes until all are free.
 * `measure` is for tests.
 */
export async function measureFreeCores(
  logical = availableParallelism(),
  measure: (logical: number) => Promise<number> = spinOnce,
): Promise<number> {
  let best = await measure(logical);
  for (let tries = 1; tries < mostTries && best < logical - 1 + wholeCore; tries++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    best = Math.max(best, await measure(logical));
  }
  return best;
}

/**
 * One measurement: spins on every logical core (64 at most) for 50 ms and divides the CPU time received by the time
 * that passed. Other load, quotas and stolen time show in it; `os.availableParallelism()` knows of none (evidence.md §2.5).
 */
async function spinOnce(logical: number): Promise<number> {
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
