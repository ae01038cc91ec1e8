import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nodePath } from '../../sandbox/launch/index.ts';

test('time in which the whole process was stopped does not count', async () => {
  const script = fileURLToPath(new URL('deadline-stopped.fixture.ts', import.meta.url));
  const child = spawn(nodePath(), [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  child.kill('SIGCONT');
  expect(await exited).toEqual([0, null]);
  expect(said).toBe('started\nanswered\n');
});
