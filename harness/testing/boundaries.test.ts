import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from './cli.ts';

const Row = z.object({
  files: z.array(z.string()),
  rules: z.object({
    'no-restricted-imports': z
      .tuple([z.literal('error'), z.object({ patterns: z.array(z.object({ message: z.string() })) })])
      .optional()
      .catch(undefined),
  }),
});
const rows = z
  .object({ overrides: z.array(Row) })
  .parse(JSON.parse(readFileSync(join(repositoryRoot, '.oxlintrc.json'), 'utf8')))
  .overrides.flatMap(({ files, rules }) =>
    (rules['no-restricted-imports']?.[1].patterns ?? []).map(({ message }) => ({ files, message })),
  );

/** Imports that lint must refuse: the folder of the importing file, and what it imports. At least one for each row. */
const forbidden = [
  ['sandbox', '../harness/contract/errors.ts'],
  ['sandbox', '../reports/render-html.ts'],
  ['sandbox/launch', '../process/supervisor.ts'],
  ['sandbox/network', '../process/supervisor.ts'],
  ['sandbox/network', '../../harness/contract/errors.ts'],
  ['sandbox/isolate', '../launch/launch.ts'],
  ['sandbox/isolate/realm', '../../process/channel.ts'],
  ['sandbox/process', '../network/seal.ts'],
  ['sandbox/box', '../network/seal.ts'],
  ['harness', './host/run-host.ts'],
  ['harness', '../sandbox/index.ts'],
  ['harness/acts', '../agents/coder.ts'],
  ['harness/acts', '../../reports/render-html.ts'],
  ['harness/agents', '../run/steps.ts'],
  ['harness/anchors', '../acts/ask.ts'],
  ['harness/backends', '../pool/create-pool.ts'],
  ['harness/cache', '../pool/create-pool.ts'],
  ['harness/cli', '../../suites/coder.eval.ts'],
  ['harness/cli/doctor', '../../../sandbox/process/supervisor.ts'],
  ['harness/compare', '../record/digests.ts'],
  ['harness/contract', '../run/steps.ts'],
  ['harness/contract', '../../sandbox/index.ts'],
  ['harness/gateway', '../pool/create-pool.ts'],
  ['harness/host', '../launcher/start-run.ts'],
  ['harness/host', '../../sandbox/process/supervisor.ts'],
  ['harness/launcher', '../cli/main.ts'],
  ['harness/launcher', '../../suites/coder.eval.ts'],
  ['harness/metrics', '../run/steps.ts'],
  ['harness/pool', '../agents/coder.ts'],
  ['harness/pool', '../../sandbox/process/supervisor.ts'],
  ['harness/record', '../host/run-log.ts'],
  ['harness/run', '../launcher/start-run.ts'],
  ['harness/run', '../../sandbox/launch/launch.ts'],
  ['harness/run', '../../reports/render-html.ts'],
  ['harness/tasks', '../run/steps.ts'],
  ['harness/tasks/score', '../../../sandbox/isolate/job.ts'],
  ['harness/testing', '../../sandbox/process/supervisor.ts'],
  ['harness/wire', '../pool/create-pool.ts'],
  ['reports', '../harness/run/seed.ts'],
  ['reports/html', '../../sandbox/verdict.ts'],
  ['suites', '../harness/run/seed.ts'],
  ['suites', '../harness/contract/task.ts'],
  ['examples/planted', '../../harness/index.ts'],
] as const;

/** Imports that lint must let pass: the arrows of the design and the doors. */
const allowed = [
  ['sandbox/network', '../launch/index.ts'],
  ['sandbox/process', '../launch/index.ts'],
  ['harness/cli', '../launcher/start-run.ts'],
  ['harness/contract', '../../sandbox/verdict.ts'],
  ['harness/host', '../../sandbox/launch/index.ts'],
  ['harness/host', '../run/run-task.ts'],
  ['harness/launcher', '../host/run-host.ts'],
  ['harness/launcher', '../../reports/render-html.ts'],
  ['harness/pool', '../../sandbox/network/index.ts'],
  ['harness/run', '../agents/coder.ts'],
  ['harness/run', '../../sandbox/index.ts'],
  ['harness/run', '../contract/task.ts'],
  ['harness/cli/doctor', '../../../sandbox/self-check/index.ts'],
  ['harness/testing', '../../sandbox/index.ts'],
  ['reports/html', '../../harness/contract/summary.ts'],
  ['suites', '../harness/index.ts'],
  ['examples/planted', 'hermes-harness'],
] as const;

const Found = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string(), help: z.string().optional() })),
});

let root: string;
/** What lint said of each planted file: the messages of the rows that refused it. */
const said = new Map<string, string[]>();

/** Path of a planted file; each import has one of its own, and a second where it imports a type only. */
const pathOf = (folder: string, from: string, kind: 'value' | 'type'): string =>
  `${folder}/planted-${from.replaceAll(/\W+/g, '-')}-${kind}.ts`;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hermes-lint-'));
  for (const name of ['.oxlintrc.json', 'tsconfig.json'])
    cpSync(join(repositoryRoot, name), join(root, name));
  for (const [folder, from] of [...forbidden, ...allowed]) {
    plant(pathOf(folder, from, 'value'), `import { thing } from '${from}';\nexport const other = thing;\n`);
    plant(
      pathOf(folder, from, 'type'),
      `import type { Thing } from '${from}';\nexport type Other = Thing;\n`,
    );
  }
  const oxlint = join(repositoryRoot, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json'], { cwd: root, encoding: 'utf8' });
  for (const { code, filename, help = '' } of Found.parse(JSON.parse(stdout)).diagnostics)
    if (code.includes('no-restricted-imports')) said.set(filename, [...(said.get(filename) ?? []), help]);
});
afterAll(() => rmSync(root, { recursive: true }));

function plant(path: string, code: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
}

describe('lint sees a planted violation of the one-way imports', () => {
  test.each(forbidden)('%s importing %s, as a value and as a type', (folder, from) => {
    expect(said.get(pathOf(folder, from, 'value'))).toHaveLength(1);
    expect(said.get(pathOf(folder, from, 'type'))).toHaveLength(1);
  });

  test.each(allowed)('and lets %s import %s', (folder, from) => {
    expect(said.get(pathOf(folder, from, 'value')) ?? []).toEqual([]);
    expect(said.get(pathOf(folder, from, 'type')) ?? []).toEqual([]);
  });

  test('every row of the lint rules refused something', () => {
    const used = new Set([...said.values()].flat());
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ message }) => !used.has(message))).toEqual([]);
  });

  test.each(['harness', 'sandbox'])('every folder of %s has a row', (top) => {
    const folders = readdirSync(join(repositoryRoot, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'self-check' && entry.name !== 'gen')
      .map((entry) => `${top}/${entry.name}/**`);
    const covered = rows.flatMap(({ files }) => files);
    expect(folders.filter((folder) => !covered.includes(folder))).toEqual([]);
  });
});
