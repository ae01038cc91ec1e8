import { expect, test } from 'vitest';
import { callerStack } from './stack.ts';

test('a recorded stack has no frames of Node, nock or the seal, and no path of this machine', () => {
  const stack = [
    'Error: refused',
    '    at connect (file:///home/me/project/sandbox/network/net-guards.ts:12:3)',
    '    at Socket.connect (node:internal/net:1:1)',
    '    at Object.get (/home/me/project/node_modules/nock/lib/intercept.js:4:4)',
    '    at ask (file:///home/me/project/harness/agents/planner.ts:40:7)',
    '    at async main (/home/me/project/harness/run%20it.ts:2:1)',
  ].join('\n');
  expect(callerStack(stack, '/home/me/project')).toBe(
    'at ask (harness/agents/planner.ts:40:7)\nat async main (harness/run%20it.ts:2:1)',
  );
});

test('a long stack is cut to eight frames', () => {
  const frames = Array.from({ length: 20 }, (_, index) => `    at f${index} (/p/a.ts:${index}:1)`);
  expect(callerStack(['Error', ...frames].join('\n'), '/p').split('\n')).toHaveLength(8);
});
