import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheDirs } from '../../cache/cache-dirs.ts';
import { updateLock } from '../../cache/update-lock.ts';
import { configFileIn } from '../../launcher/project-root.ts';
import { addPlugin, vitestConfigNames } from './add-plugin.ts';
import { configFile, helloSuite, helloTasksFile, vitestConfig, workflow } from './templates.ts';

/** What was done about one file. */
export interface InitStep {
  /** Relative to the project. */
  path: string;
  did: 'wrote' | 'added to' | 'kept' | 'left out';
  /** Why it was kept or left out, or what is to be done by hand. */
  note?: string | undefined;
}

const ignored = ['hermes-runs/', '.hf/'];
const tasksFile = 'evals/hello.jsonl';

/** Writes what a project lacks for its first run, and touches nothing else: no file is overwritten, a second time nothing is done. */
export async function initProject(root: string): Promise<InitStep[]> {
  const ending = moduleEnding(root);
  const suites =
    existsSync(join(root, 'evals')) &&
    readdirSync(join(root, 'evals')).some((name) => name.includes('.eval.'));
  const config = configFileIn(root);
  const steps: InitStep[] = [
    config === undefined
      ? write(root, `hermes.config.${ending}`, configFile)
      : { path: config.slice(root.length + 1), did: 'kept', note: 'it is there already.' },
  ];
  if (suites) steps.push({ path: 'evals', did: 'kept', note: 'it has suites already.' });
  else
    steps.push(
      write(root, `evals/hello.eval.${ending}`, helloSuite),
      write(root, tasksFile, helloTasksFile()),
    );
  steps.push(vitestStep(root, ending), ignoreStep(root));
  steps.push(write(root, '.github/workflows/evals.yml', workflow(readdirSync(root))));
  if (existsSync(join(root, tasksFile))) steps.push(await lockStep(root, steps));
  return steps;
}

/** TypeScript where the project has it; `m` before it where package.json does not say that its files are modules. */
function moduleEnding(root: string): string {
  const manifest = readManifest(root);
  const typed =
    existsSync(join(root, 'tsconfig.json')) ||
    'typescript' in { ...manifest.dependencies, ...manifest.devDependencies };
  return `${manifest.type === 'module' ? '' : 'm'}${typed ? 'ts' : 'js'}`;
}

interface PackageManifest {
  type?: string | undefined;
  dependencies?: Record<string, string> | undefined;
  devDependencies?: Record<string, string> | undefined;
}

function readManifest(root: string): PackageManifest {
  const path = join(root, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as PackageManifest) : {};
}

function write(root: string, path: string, text: string): InitStep {
  if (existsSync(join(root, path))) return { path, did: 'kept', note: 'it is there already.' };
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { flag: 'wx' });
  return { path, did: 'wrote' };
}

function vitestStep(root: string, ending: string): InitStep {
  const path = vitestConfigNames.find((name) => existsSync(join(root, name)));
  if (path === undefined) {
    if (hasVitest(root)) return write(root, `vitest.config.${ending}`, vitestConfig);
    const note = 'Vitest is not installed here; suites run by npx hermes run.';
    return { path: `vitest.config.${ending}`, did: 'left out', note };
  }
  const source = readFileSync(join(root, path), 'utf8');
  if (source.includes('hermes-harness/vitest'))
    return { path, did: 'kept', note: 'it has the plugin already.' };
  const changed = addPlugin(source);
  if (changed === null) {
    const note =
      "add by hand: import { hermes } from 'hermes-harness/vitest', and hermes() among its plugins.";
    return { path, did: 'kept', note };
  }
  writeFileSync(join(root, path), changed);
  return { path, did: 'added to' };
}

function hasVitest(root: string): boolean {
  try {
    createRequire(join(root, 'package.json')).resolve('vitest/package.json');
    return true;
  } catch {
    return false;
  }
}

function ignoreStep(root: string): InitStep {
  const path = '.gitignore';
  const { before, missing } = missingIgnores(root);
  if (missing.length === 0) return { path, did: 'kept', note: 'it has the entries already.' };
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  writeFileSync(join(root, path), `${before}${gap}${missing.join('\n')}\n`);
  return { path, did: before === '' ? 'wrote' : 'added to' };
}

/** The project's .gitignore, and which folders that Hermes fills are not in it. */
export function missingIgnores(root: string): { before: string; missing: string[] } {
  const path = join(root, '.gitignore');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const present = new Set(
    before.split(/\r?\n/).map((line) => line.trim().replace(/^\//, '').replace(/\/$/, '')),
  );
  return { before, missing: ignored.filter((entry) => !present.has(entry.replace(/\/$/, ''))) };
}

/** Locks the tasks that were just written; a file that was there is its author's to lock. */
async function lockStep(root: string, steps: InitStep[]): Promise<InitStep> {
  const path = 'hermes.lock.json';
  const written = steps.some((step) => step.path === tasksFile && step.did === 'wrote');
  if (!written) return { path, did: 'kept', note: 'no task file is new.' };
  const existed = existsSync(join(root, path));
  await updateLock({
    what: [tasksFile],
    projectRoot: root,
    cacheDirs: cacheDirs({ env: process.env, projectRoot: root }),
  });
  return { path, did: existed ? 'added to' : 'wrote' };
}
