import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from './cli.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-lint-'));
  cpSync(join(repositoryRoot, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
  cpSync(join(repositoryRoot, 'tsconfig.json'), join(root, 'tsconfig.json'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What lint says of one file planted in an otherwise empty project. */
function lintOf(path: string, code: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  try {
    return execFileSync(join(repositoryRoot, 'node_modules/.bin/oxlint'), ['--deny-warnings', path], {
      cwd: root,
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(file);
  }
}

const importing = (from: string) => `import { thing } from '${from}';\nexport const other = thing;\n`;

describe('lint sees a planted violation of the one-way imports', () => {
  test.each([
    ['sandbox/planted.ts', '../harness/contract/errors.ts'],
    ['sandbox/network/planted.ts', '../../harness/contract/errors.ts'],
    ['harness/contract/planted.ts', '../run/seed.ts'],
    ['harness/contract/planted.ts', '../../sandbox/index.ts'],
    ['harness/metrics/planted.ts', '../run/journal.ts'],
    ['harness/pool/planted.ts', '../agents/coder.ts'],
    ['harness/acts/planted.ts', '../../reports/write-reports.ts'],
    ['harness/agents/planted.ts', '../run/steps.ts'],
    ['harness/run/planted.ts', '../launcher/start-run.ts'],
    ['harness/run/planted.ts', '../../reports/write-reports.ts'],
    ['reports/planted.ts', '../harness/run/seed.ts'],
    ['reports/planted.ts', '../sandbox/verdict.ts'],
    ['suites/planted.eval.ts', '../harness/run/seed.ts'],
    ['examples/planted/own.eval.ts', '../../harness/index.ts'],
  ])('%s importing %s', (path, from) => {
    expect(lintOf(path, importing(from))).toContain('no-restricted-imports');
  });

  test.each([
    ['harness/contract/planted.ts', '../../sandbox/verdict.ts'],
    ['reports/planted.ts', '../harness/contract/summary.ts'],
    ['suites/planted.eval.ts', '../harness/index.ts'],
    ['examples/planted/own.eval.ts', 'hermes-harness'],
    ['harness/run/planted.ts', '../agents/coder.ts'],
  ])('and lets %s import %s', (path, from) => {
    expect(lintOf(path, importing(from))).not.toContain('no-restricted-imports');
  });
});
