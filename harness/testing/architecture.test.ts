import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from './cli.ts';

/** What a lint row forbids its folders: globs of `no-restricted-imports`. */
const Rule = z.tuple([
  z.literal('error'),
  z.object({ patterns: z.array(z.object({ group: z.array(z.string()) })) }),
]);
const Config = z.object({
  overrides: z.array(
    z.object({
      files: z.array(z.string()),
      rules: z.object({ 'no-restricted-imports': Rule.optional().catch(undefined) }),
    }),
  ),
});
const { overrides } = Config.parse(JSON.parse(readFileSync(join(repositoryRoot, '.oxlintrc.json'), 'utf8')));

/** Folders of the lint rows that exist, with what they forbid; rows of folders that are yet to come are left out. */
const lintRows = new Map(
  overrides.flatMap(({ files, rules }) => {
    const group = rules['no-restricted-imports']?.[1].patterns.flatMap((pattern) => pattern.group);
    const folders = files.filter((glob) => glob.endsWith('/**')).map((glob) => glob.slice(0, -3));
    const standing = folders.filter((folder) => existsSync(join(repositoryRoot, folder)));
    return group === undefined ? [] : standing.map((folder) => [folder, group] as const);
  }),
);

const page = readFileSync(join(repositoryRoot, 'docs/architecture.md'), 'utf8');
/** Rows of the page's table of folders: what each may look at. */
const pageRows = new Map(
  [...page.matchAll(/^\| `([\w/-]+)` \|[^|]+\|[^|]+\| (.+) \|$/gm)].map(
    ([, folder = '', looksAt = '']) => [folder, looksAt.replaceAll('`', '')] as const,
  ),
);

const harnessFolders = readdirSync(join(repositoryRoot, 'harness'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
  .map(({ name }) => name);

describe('the table of folders in docs/architecture.md', () => {
  test('has the folders that have a lint row, and no other', () => {
    expect([...pageRows.keys()].toSorted()).toEqual([...lintRows.keys()].toSorted());
  });

  const inHarness = [...pageRows].filter(([folder]) => folder.startsWith('harness/'));
  test.each(inHarness)('says of %s what lint lets it look at: %s', (folder, looksAt) => {
    const forbidden = lintRows.get(folder) ?? [];
    const others = [...harnessFolders.filter((name) => `harness/${name}` !== folder), 'reports'];
    const open = others.filter((name) => !forbidden.includes(`**/${name}/**`));
    const said = { everything: others, 'nothing else': [] }[looksAt] ?? looksAt.split(', ');
    expect(said.toSorted()).toEqual(open.toSorted());
  });
});
