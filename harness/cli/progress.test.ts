import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

function recorded(isTTY: boolean) {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, write: (text: string) => written.push(text) };
  const progress = new Progress(stream, () => nowMs);
  return { written, progress, pass: (ms: number) => (nowMs += ms) };
}

test('outside a terminal progress is plain lines, and not one a sample', () => {
  const { written, progress, pass } = recorded(false);
  progress.start('coder', 4);
  pass(1000);
  progress.sample(true);
  pass(5000);
  progress.sample(false);
  pass(1000);
  progress.sample(true);
  progress.sample(true);
  progress.end();
  expect(written).toEqual([
    'coder: 2/4 samples, 1 passed, 0.3/s, 6 s left\n',
    'coder: 4/4 samples, 3 passed, 0.6/s, in 7.0 s\n',
  ]);
});

test('in a terminal progress rewrites one line', () => {
  const { written, progress, pass } = recorded(true);
  progress.start('coder', 2);
  pass(200);
  progress.sample(true);
  pass(200);
  progress.sample(true);
  progress.end();
  expect(written.slice(0, 2).every((text) => text.startsWith('\r'))).toBe(true);
  expect(written.at(-1)).toBe('\n');
});
