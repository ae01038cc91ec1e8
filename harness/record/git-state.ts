import { execFileSync } from 'node:child_process';

/** Commit and dirty flag of the project, or `absent` where there is no repository or no git. */
export function gitState(projectRoot: string): { commit: string; dirty: boolean } | 'absent' {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', projectRoot, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: process.env['PATH'] ?? '', GIT_OPTIONAL_LOCKS: '0', GIT_CONFIG_NOSYSTEM: '1' },
      }).trim();
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return 'absent';
  }
}
