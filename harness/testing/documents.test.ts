import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './cli.ts';

const pages = globSync(['*.md', '.changeset/README.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: repositoryRoot,
}).sort();
const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** Anchors of a page's headings, as hosting platforms make them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('a page', () => {
  test.each(pages)('%s links to what exists', (page) => {
    const links = [...read(page).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : relative(repositoryRoot, join(repositoryRoot, dirname(page), path));
      if (!existsSync(join(repositoryRoot, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test.each(['AGENTS.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs/architecture.md'])(
    '%s names scripts and files that exist',
    (page) => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
      const named = [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
      expect(named.filter((script) => !(script in scripts))).toEqual([]);

      const quoted = [...read(page).matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|json|md))`/g)];
      const paths = quoted.map(([, path = '']) => path).filter((path) => !/[A-Z]{3}|hermes-runs/.test(path));
      expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
    },
  );
});
