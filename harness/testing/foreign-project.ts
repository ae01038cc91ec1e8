import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './cli.ts';

/** A repository of somebody else's, outside this one, in which `hermes-harness` and `vitest` are installed by link. */
export interface ForeignProject extends Disposable {
  root: string;
  path(...parts: string[]): string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Finished runs, oldest first, as their manifests. */
  runs(): ForeignRun[];
}

/** What tests look at in a manifest. */
export interface ForeignRun {
  dir: string;
  execution: { launcher: string; partial: unknown };
  digests: { results: string };
  hermeticity: { refused: { total: number } };
}

/** Makes one in a temporary folder; `name` is part of its path. */
export function foreignProject({
  type = 'module',
  name = 'stranger',
}: { type?: 'module' | 'commonjs' | undefined; name?: string | undefined } = {}): ForeignProject {
  const top = mkdtempSync(join(tmpdir(), 'hermes-foreign-'));
  const root = join(top, name);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(repositoryRoot, join(root, 'node_modules/hermes-harness'));
  symlinkSync(join(repositoryRoot, 'node_modules/vitest'), join(root, 'node_modules/vitest'));
  const project: ForeignProject = {
    root,
    path: (...parts) => join(root, ...parts),
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    runs: () =>
      readdirSync(join(root, 'hermes-runs'))
        .filter((dir) => dir !== 'latest')
        .sort()
        .map((dir) => ({
          dir,
          ...(JSON.parse(readFileSync(join(root, 'hermes-runs', dir, 'manifest.json'), 'utf8')) as Omit<
            ForeignRun,
            'dir'
          >),
        })),
    [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true }),
  };
  project.write('package.json', JSON.stringify({ name: 'stranger', private: true, type }));
  return project;
}
