import { withDeadline } from './deadline.ts';

/** Waits two seconds for an answer under a deadline of five. */
const answer = withDeadline(
  { deadlineMs: 5_000, signals: [], who: 'coder' },
  async () => new Promise((resolve) => setTimeout(() => resolve('answered'), 2_000)),
);
process.stdout.write('started\n');
const said = await answer.catch((error: unknown) => String(error));
process.stdout.write(`${String(said)}\n`);
