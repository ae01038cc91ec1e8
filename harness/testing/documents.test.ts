import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configPage } from '../../docs/write-config.ts';
import { repositoryRoot, startCli } from './cli.ts';

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

test('docs/config.md is what the schema, its comments and the table of variables say: npm run generate', () => {
  expect(read('docs/config.md')).toBe(configPage());
});

test('the flags that docs/config.md names are those of hermes run', async () => {
  const { stdout } = await startCli(['run', '--help']).finished;
  const named = [...read('docs/config.md').matchAll(/--[a-z-]+(?=[ `])/g)].map(([flag]) => flag);
  expect([...new Set(named)].filter((flag) => !stdout.includes(flag))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});
