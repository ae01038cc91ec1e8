import { expect, test } from 'vitest';
import { runCli } from '../testing/cli.ts';

test('hermes help lists the verbs', async () => {
  const { exitCode, stdout } = await runCli(['help']);
  expect(exitCode).toBe(0);
  const verbs = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, verb]) => verb);
  expect(verbs).toEqual(expect.arrayContaining(['run', 'verify', 'report', 'score', 'doctor', 'cache']));
});

test('a mistake on the command line is named, ends with exit code 2, and writes nothing to stdout', async () => {
  const mistakes: [string[], string][] = [
    [['rum'], "[HERMES_CONFIG_USAGE] unknown command 'rum'"],
    [['run', '--limt', '1'], "[HERMES_CONFIG_USAGE] unknown option '--limt'"],
    [['run', '--limit'], "[HERMES_CONFIG_USAGE] option '--limit <n>' argument missing"],
    [['bench', '--filter', 'nosuch'], '[HERMES_CONFIG_USAGE] no benchmark lies in a file'],
  ];
  await Promise.all(
    mistakes.map(async ([args, said]) => {
      const { exitCode, stdout, stderr } = await runCli(args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(said);
      expect(stderr).not.toContain('see the usage above');
    }),
  );
});

test('what the system refuses is told with its path and what to do, not with a stack', async () => {
  const refused: [string[], Record<string, string>, RegExp][] = [
    [['run', '--limit', '1'], { TMPDIR: '/proc/self' }, /HERMES_SEAL_TMPDIR.*cannot be written.*set TMPDIR/],
    [
      ['cache', 'import', 'fixtures/none.gguf', '--as', 'a/b'],
      { HF_HUB_CACHE: '/dev/null/hub' },
      /HERMES_\w+\].* Fix: /,
    ],
  ];
  await Promise.all(
    refused.map(async ([args, env, said]) => {
      const { exitCode, stderr } = await runCli(args, { env });
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(said);
      expect(stderr).not.toMatch(/^ +at /m);
    }),
  );
});
