import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, repositoryRoot } from './cli.ts';
import { olderNode } from './other-node.ts';

const mostBytes = 7 * 1024 * 1024;
const nodes = [
  { name: 'this Node', node: process.execPath },
  { name: 'an older Node', node: olderNode() },
];
let folder: string;
let tarball: string;
let project: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-package-'));
  tarball = pack();
  project = join(folder, 'erste Übung');
  mkdirSync(project);
  writeIn('nothing/package.json', '{ "name": "nothing", "version": "0.0.0" }\n');
  writeIn(
    'package.json',
    JSON.stringify({ name: 'stranger', version: '1.0.0', type: 'module', overrides: withoutGpu }),
  );
  writeIn('tsconfig.json', JSON.stringify({ compilerOptions }));
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { exitCode, stderr } = await run(process.execPath, ['npm', 'i', '-D', tarball, ...flags]);
  if (exitCode !== 0) throw new Error(stderr);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What docs/install.md leaves out on a machine without a GPU: 620 MB, which take minutes to unpack. */
const withoutGpu = Object.fromEntries(
  ['cuda', 'cuda-ext', 'vulkan'].map((kind) => [`@node-llama-cpp/linux-x64-${kind}`, 'file:nothing']),
);

/** Everything is checked, declarations too; `types` keeps out what a stranger has not installed. */
const compilerOptions = {
  strict: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2024',
  module: 'nodenext',
  types: [],
};

/** What `npm pack` makes of the files of this checkout, in a copy: the checkout's own package.json is left alone. */
function pack(): string {
  const copy = join(folder, 'checkout');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    cpSync(join(repositoryRoot, file), join(copy, file), { errorOnExist: false });
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(copy, 'node_modules'));
  execFileSync('npm', ['pack', '--pack-destination', folder], {
    cwd: copy,
    stdio: 'pipe',
    env: environment(),
  });
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  return join(folder, name);
}

/** What leads to the registry on this machine: certificates, proxies, the cache. */
const wayToRegistry = /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_cache|(?:https?|no)_proxy)$/i;

/** As at a stranger's prompt: nothing else of the npm or the Vitest that runs this test. */
function environment(node = process.execPath): Record<string, string> {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  const { HOME = folder } = process.env;
  const way = Object.entries(process.env).filter(([name]) => wayToRegistry.test(name)) as [string, string][];
  return { HOME, PATH: [dirname(node), ...folders].join(delimiter), ...Object.fromEntries(way) };
}

/** Runs a command in the stranger's project, on one of the Nodes. */
async function run(node: string, [command = '', ...args]: string[]): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: project,
    env: environment(node),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
}

/** Runs a command that must succeed; what it printed. */
async function succeeds(node: string, words: string): Promise<string> {
  const { exitCode, stdout, stderr } = await run(node, words.split(' '));
  expect(exitCode, `${words}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

function writeIn(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Runs a tool of this repository; a stranger need not have it. */
function tool(name: string, args: string[]): { status: number | null; output: string } {
  const path = join(repositoryRoot, 'node_modules/.bin', name);
  const { status, stdout, stderr } = spawnSync(path, args, { cwd: project, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe('the packed package', () => {
  test('is small, and holds what a stranger uses and nothing else', () => {
    expect(statSync(tarball).size).toBeLessThan(mostBytes);
    const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' }).split('\n').filter(Boolean);
    expect(files.filter((file) => file.endsWith('-q8_0.gguf'))).toHaveLength(2);
    expect(files).toContain('package/dist/sandbox/gen/realm.js');
    const odd = files.filter((file) =>
      /\.(?:test|bench|fixture|soak)\.|(?<!\.d)\.ts$|\/testing\//.test(file),
    );
    expect(odd).toEqual([]);
  });

  test('is right in the eyes of publint and of arethetypeswrong', () => {
    expect(tool('publint', ['--strict', tarball])).toMatchObject({ status: 0 });
    const types = tool('attw', [tarball, '--profile', 'esm-only']);
    expect(types.status, types.output).toBe(0);
  });

  test('leaves no door to anything but its exports, and no script to run at install', () => {
    const manifest = JSON.parse(
      readFileSync(join(project, 'node_modules/hermes-harness/package.json'), 'utf8'),
    );
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      './sandbox',
      './schemas/*',
      './vitest',
      './package.json',
    ]);
    expect(manifest).toMatchObject({ peerDependencies: { vitest: expect.any(String) } });
    expect(manifest).not.toHaveProperty('scripts');
  });
});

test('a mistake in a config is the only thing that the compiler finds, without skipLibCheck', () => {
  writeIn(
    'typed/mistake.ts',
    "import { defineConfig } from 'hermes-harness';\nexport default defineConfig({ sead: 7 });\n",
  );
  writeIn(
    'typed/right.ts',
    `import { defineConfig, defineSuite, gate, pipeline, tasks } from 'hermes-harness';
import { createSandbox } from 'hermes-harness/sandbox';
export const config = defineConfig({ seed: 7, models: { mine: { ref: 'org/name' } } });
export const suite = defineSuite({ name: 'x', tasks: tasks.jsonl('x.jsonl'), pipeline: pipeline.coder(), gate: [gate('pass_at_1').atLeast(0.5)] });
export async function judge(): Promise<string> {
  await using sandbox = await createSandbox({ workers: 1 });
  return (await sandbox.run({ code: 'function solution() { return 1; }', cases: [] })).status;
}
`,
  );
  writeIn('typed/tsconfig.json', JSON.stringify({ compilerOptions, include: ['.'] }));
  const { status, output } = tool('tsc', ['-p', 'typed']);
  expect(output.match(/error TS/g), output).toHaveLength(1);
  expect(output).toMatch(/mistake\.ts\(2,\d+\): error TS2353: .*'sead' does not exist/);
  expect(status).not.toBe(0);
});

describe.each(nodes)('in an empty project, on $name', ({ node = '' }) => {
  test.skipIf(node === '')(
    'init, run, vitest and verify are green at once, and give the same results',
    async () => {
      await succeeds(node, 'npx hermes init --yes');
      const ran = JSON.parse(await succeeds(node, 'npx hermes run --json')) as { resultsDigest: string };
      const tested = await succeeds(node, 'npx vitest run');
      expect(tested).toContain('evals exit 0: all 1 gates met');
      expect(tested).toContain(ran.resultsDigest);
      expect(await succeeds(node, 'npx hermes verify hermes-runs/latest')).toMatch(/all \d+ checks hold/);
      const manifest = JSON.parse(readFileSync(join(project, 'hermes-runs/latest/manifest.json'), 'utf8'));
      expect(manifest.materials).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'source' }),
          expect.objectContaining({
            name: 'dependencies',
            annotations: { packages: expect.any(Number) },
          }),
        ]),
      );
    },
  );

  test.skipIf(node === '')('a task file of one’s own is checked, locked and run', async () => {
    const task = {
      task_id: 'own/double',
      statement: 'Given n, give back n doubled.',
      signature: 'function double(n)',
      entry_point: 'double',
      reference: 'function double(n) {\n  return n * 2;\n}',
      cases: [
        { args: [2], expected: 4 },
        { args: [-3], expected: -6 },
      ],
    };
    writeIn('own/tasks.jsonl', `${JSON.stringify(task)}\n`);
    writeIn(
      'evals/own.eval.ts',
      "import { defineSuite, pipeline, tasks } from 'hermes-harness';\nexport default defineSuite({ name: 'own', tasks: tasks.jsonl('own/tasks.jsonl'), pipeline: pipeline.coder() });\n",
    );
    await succeeds(node, 'npx hermes tasks check own/tasks.jsonl');
    await succeeds(node, 'npx hermes cache lock own/tasks.jsonl');
    const ran = JSON.parse(await succeeds(node, 'npx hermes run --suite own --json'));
    expect(ran.suites).toMatchObject([{ name: 'own', tasks: 1 }]);
  });
});

test('the installed sandbox judges all hostile programs right', async () => {
  const node = olderNode() ?? process.execPath;
  expect(await succeeds(node, 'npx hermes doctor --sandbox')).toMatch(/total\s+([6-9]\d\d)\/\1\b/);
}, 900_000);
