import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** A Node older than 24 among those on the PATH: what many machines have; undefined where there is none. */
export function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders)]
    .map((folder) => join(folder, 'node'))
    .find((path) => {
      const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
      return status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) < 24;
    });
}
