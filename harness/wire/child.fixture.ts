import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HermesError } from '../contract/errors.ts';
import { childMain } from './child-main.ts';
import { obedient } from './testing/obedient.ts';

// A child process that does what it is told: see child.test.ts.
childMain(
  obedient,
  {
    async start({ does, secret }, { progress }) {
      progress('starting');
      if (does === 'exit') process.exit(7);
      if (does === 'garbage') writeSync(3, 'this is not JSON\n');
      if (does === 'wrong') return 5 as never;
      if (does === 'refuse') {
        throw new HermesError('HERMES_POOL_LOAD', { message: 'no such model.', fix: 'find one.' });
      }
      if (does === 'hang' || does === 'garbage') await sleep(60_000);
      process.stderr.write('the last words');
      return {
        hasSecret: secret !== '',
        visible: `${process.argv.join(' ')} ${JSON.stringify(process.env)}`.includes(secret),
      };
    },
    say: async (text, { progress, signal }) => {
      if (text === 'die') process.exit(9);
      if (text === 'garble') writeSync(3, `${'x'.repeat(1_000)}\n`);
      if (text === 'wait' || text === 'garble') {
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }
      progress(text.slice(0, 1));
      return text;
    },
  },
  { faultCode: 'HERMES_POOL_WORKER' },
);
