import { expect, test } from 'vitest';
import { checkAddon, checkNode, checkRuntime } from './check-runtime.ts';

test('this machine, where tests run, has what a run needs', async () => {
  const findings = await checkRuntime();
  expect(findings.map(({ name }) => name)).toEqual([
    'node',
    'isolated-vm',
    'node-llama-cpp',
    'memory',
    'free cores',
  ]);
  expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
});

test.each([
  ['20.19.2', 'fail'],
  ['24.21.0', 'ok'],
  ['26.0.0', 'warn'],
] as const)('Node %s is %s', (node, status) => {
  const finding = checkNode({ node, modules: '137' });
  expect(finding).toMatchObject({ name: 'node', status });
  expect(finding.detail).toContain(node);
  expect(finding.fix === '').toBe(status === 'ok');
});

test('an addon that loads is named with its version', () => {
  expect(checkAddon('isolated-vm')).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^7\.0\.1 loads/),
  });
});
