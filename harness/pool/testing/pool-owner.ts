import { createPool } from '../create-pool.ts';
import { coderRequest, microTasks, nanoOptions } from './nano.ts';

// Entry of a process that owns a pool, tells the pids of its workers and keeps them busy until it is killed. Argument `bare`: no parent-death prefix.
const isBare = process.argv[2] === 'bare';
const launch = { prefix: [], execArgv: [], env: { TZ: 'UTC' } };
const pool = await createPool(await nanoOptions({ workers: 2, ...(isBare ? { launch } : {}) }));
process.stdout.write(`${JSON.stringify(pool.stats().map(({ pid }) => pid))}\n`);
for (;;) await Promise.all(microTasks(8).map((task) => pool.complete(coderRequest(task))));
