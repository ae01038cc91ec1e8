import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

const source = new URL('interrupt.ts', import.meta.url).href;
const script = `import { interruptSignal } from ${JSON.stringify(source)};
const signal = interruptSignal();
signal.addEventListener('abort', () => console.log('aborted'));
console.log('ready');
setInterval(() => {}, 1_000);
`;

/** Sends SIGTERM each time the process has written something, at most `times`, each `pauseMs` later; tells how it ended. */
async function interrupted(
  times: number,
  pauseMs: number,
): Promise<{ output: string; signal: string | null }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (!text.includes('ready')) return;
    for (let time = 0; time < times; time++) setTimeout(() => child.kill('SIGTERM'), time * pauseMs);
    setTimeout(() => child.kill('SIGKILL'), times * pauseMs + 2_000);
  });
  const signal = await new Promise<string | null>((resolve) => {
    child.on('close', (_, by) => resolve(by));
  });
  return { output, signal };
}

test('one signal, come by two ways at once, aborts and lets the process end by itself', async () => {
  expect(await interrupted(2, 20)).toEqual({ output: 'ready\naborted\n', signal: 'SIGKILL' });
});

test('a second signal later ends the process at once', async () => {
  expect(await interrupted(2, 1_500)).toEqual({ output: 'ready\naborted\n', signal: 'SIGTERM' });
});
