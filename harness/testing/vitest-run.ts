import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './cli.ts';

/** Runs `vitest run` (or another verb of Vitest) in this repository or another folder, as a user would. */
export function runVitest(
  args: string[],
  env: Record<string, string> = {},
  { cwd = repositoryRoot, verb = 'run' }: { cwd?: string; verb?: string } = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, verb, ...args],
      {
        cwd,
        env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', CI: '1', ...env },
        maxBuffer: 1 << 26,
      },
      (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}
