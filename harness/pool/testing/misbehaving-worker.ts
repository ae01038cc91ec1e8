import { readFileSync } from 'node:fs';
import { type FromWorker, ToWorker } from '../messages.ts';

// A worker process without a model that does what the last message of a request says: crash, hang, bloat, garbage, fail; else it echoes.
const say = (message: FromWorker) => void process.send?.(message);
const ballast: Buffer[] = [];

process.on('message', (raw) => {
  const message = ToWorker.parse(raw);
  if (message.type === 'stop') process.exit(0);
  if (message.type === 'load') load(message.settings.modelPath);
  if (message.type === 'ask') ask(message.id, message.request.messages.at(-1)?.content ?? '');
});
process.on('disconnect', () => process.exit(0));

/** The model's name, or the text of the file it names, says how loading goes. */
function load(model: string): void {
  const modelPath = model.startsWith('/') ? readFileSync(model, 'utf8') : model;
  if (modelPath === 'crash') process.exit(9);
  if (modelPath === 'hang') return;
  if (modelPath === 'refuse') {
    say({ type: 'refused', fault: { code: 'HERMES_POOL_LOAD', message: 'no such model.', fix: 'none.' } });
    return;
  }
  say({
    type: 'ready',
    loadMs: 0,
    warmupMs: 0,
    nativeLibraries: [],
    systemInfo: '',
    llamaCppRelease: '',
  });
}

function ask(id: number, content: string): void {
  if (content === 'crash') {
    process.stderr.write('about to crash', () => process.exit(7));
    return;
  }
  if (content === 'hang') return;
  if (content === 'bloat') {
    ballast.push(Buffer.alloc(300 * 2 ** 20, 1));
    return;
  }
  if (content === 'garbage') {
    process.send?.({ type: 'surprise' });
    return;
  }
  if (content === 'fail') {
    const fault = { code: 'HERMES_POOL_TEMPLATE', message: 'the template refused.', fix: 'none.' } as const;
    say({ type: 'failed', id, fault });
    return;
  }
  const tokens = { prefill: 1, decode: 1 };
  const reply = { text: content, finishReason: 'stop', tokens } as const;
  setTimeout(() => say({ type: 'answer', id, reply, firstTokenMs: 1, wallMs: 2 }), 5);
}
