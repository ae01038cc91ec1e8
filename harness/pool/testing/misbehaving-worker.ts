import { readFileSync, writeSync } from 'node:fs';
import { HermesError } from '../../contract/errors.ts';
import { childDescriptor } from '../../wire/child-contract.ts';
import { childMain } from '../../wire/child-main.ts';
import { workerChild } from '../worker-protocol.ts';

// A worker process without a model that does what the last message of a request says: crash, hang, bloat, garbage, fail; else it echoes.
const ballast: Buffer[] = [];
const forever = new Promise<never>(() => undefined);
const ready = { loadMs: 0, warmupMs: 0, nativeLibraries: [], systemInfo: '', llamaCppRelease: '' };

childMain(
  workerChild,
  {
    start: ({ modelPath }) => load(modelPath.startsWith('/') ? readFileSync(modelPath, 'utf8') : modelPath),
    complete: ({ request }) => complete(request.messages.at(-1)?.content ?? ''),
    logs: () => forever,
  },
  { faultCode: 'HERMES_POOL_WORKER' },
);

/** The model's name, or the text of the file it names, says how loading goes. */
async function load(model: string) {
  if (model === 'crash') process.exit(9);
  if (model === 'hang') return await forever;
  if (model === 'refuse') {
    throw new HermesError('HERMES_POOL_LOAD', { message: 'no such model.', fix: 'none.' });
  }
  return ready;
}

async function complete(content: string) {
  if (content === 'crash') process.stderr.write('about to crash', () => process.exit(7));
  if (content === 'bloat') ballast.push(Buffer.alloc(300 * 2 ** 20, 1));
  if (content === 'garbage') writeSync(childDescriptor, '{"type":"surprise"}\n');
  if (content === 'fail') {
    throw new HermesError('HERMES_POOL_TEMPLATE', { message: 'the template refused.', fix: 'none.' });
  }
  if (['crash', 'hang', 'bloat', 'garbage'].includes(content)) return await forever;
  const tokens = { prefill: 1, decode: 1 };
  const reply = { text: content, finishReason: 'stop' as const, tokens };
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { reply, firstTokenMs: 1, wallMs: 2 };
}
