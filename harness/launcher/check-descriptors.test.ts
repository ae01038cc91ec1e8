import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../testing/cli.ts';
import { checkDescriptors } from './check-descriptors.ts';

test('a run whose processes fit into the limit of open files may begin', () => {
  for (const [processes, limit] of [
    [8, 1_024],
    [1, 68],
  ] as const) {
    expect(() => checkDescriptors({ workers: processes, sandboxWorkers: processes }, limit)).not.toThrow();
  }
});

test('a limit of 64 is refused before anything is started, with what to do', () => {
  expect(() => checkDescriptors({ workers: 2, sandboxWorkers: 2 }, 64)).toThrow(
    expect.objectContaining({
      code: 'HERMES_RUN_DESCRIPTORS',
      value: 64,
      message: expect.stringMatching(
        /64 open files .* may need 80.* Fix: raise the limit \(ulimit -n 1024\)/,
      ),
    }),
  );
});

test('the limit of this very process is found', () => {
  const script = `import { checkDescriptors } from './harness/launcher/check-descriptors.ts';
try { checkDescriptors({ workers: 2, sandboxWorkers: 2 }); } catch (error) { console.log(error.code, error.value); }`;
  const words = ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync('/bin/sh', words, { cwd: repositoryRoot, encoding: 'utf8' });
  expect(stdout, stderr).toBe(process.platform === 'linux' ? 'HERMES_RUN_DESCRIPTORS 64\n' : '');
});
