// An agent in a process of its own for the fault tests: notes every execution in a file; the first one never ends when told so.
import { appendFileSync, readFileSync } from 'node:fs';
import { jsonHandler } from './json-handler.ts';
import { serveAgent } from './serve-agent.ts';

const [listen = '', log = '', hangs = '0'] = process.argv.slice(2);

await serveAgent({
  role: 'coder',
  listen,
  handler: jsonHandler(async ({ n }) => {
    const started = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('start')).length;
    appendFileSync(log, `start ${JSON.stringify(n)}\n`);
    if (started < Number(hangs)) await new Promise(() => {});
    appendFileSync(log, `done ${JSON.stringify(n)}\n`);
    return { answerTo: n ?? null };
  }),
});
process.stdout.write('listening\n');
