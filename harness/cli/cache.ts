import { join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { cacheDirs, embeddedCacheDir } from '../cache/cache-dirs.ts';
import {
  formatBytes,
  formatImport,
  formatList,
  formatLock,
  formatPull,
  formatVerification,
} from '../cache/format-cache.ts';
import { importModel } from '../cache/import-model.ts';
import { listCache } from '../cache/list-cache.ts';
import { readLockWithShipped } from '../cache/lock.ts';
import { pullModel } from '../cache/pull-model.ts';
import { isTasksFile, removeFromLock, updateLock } from '../cache/update-lock.ts';
import { verifyCache } from '../cache/verify-cache.ts';
import { loadConfig } from '../launcher/load-config.ts';
import { ExitCode } from '../contract/errors.ts';
import { missingIgnores } from './init/init-project.ts';
import { print, tell, tellProgress } from './print.ts';
import { projectHere } from './project.ts';

type Done = (exitCode: number) => void;
interface JsonFlag {
  json?: boolean | undefined;
}

/** `hermes cache …`: the model cache on disk; `pull` is the only verb of Hermes that goes online. */
export function registerCache(program: Command, done: Done): void {
  const cache = program.command('cache').description('the model cache: pull, import, list, verify, lock');
  registerPull(cache);
  registerImport(cache);
  cache
    .command('list')
    .description('what is in the cache')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: JsonFlag) => {
      const entries = await listCache((await places()).dirs);
      print(json, entries, () => formatList(entries));
    });
  cache
    .command('verify')
    .description('hash every file of the cache again')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: JsonFlag) => {
      const { dirs, lockPath } = await places();
      const result = await verifyCache(dirs, await readLockWithShipped(lockPath).catch(() => undefined));
      print(json, result, () => formatVerification(result));
      done(result.problems.length === 0 ? ExitCode.ok : ExitCode.gateMissed);
    });
  registerLock(cache);
}

interface LockFlags extends JsonFlag {
  repoType: 'model' | 'dataset';
  remove?: boolean | undefined;
}

function registerLock(cache: Command): void {
  cache
    .command('lock')
    .description(
      'write digests of models, data sets and task files into hermes.lock.json; without names, of all it holds',
    )
    .argument('[names...]', 'org/name[@revision][:file-or-quant], or task files')
    .addOption(repoTypeOption())
    .option('--remove', 'take the named entries out')
    .option('--json', 'print one JSON document')
    .action(async (what: string[], { json, repoType, remove }: LockFlags) => {
      const { dirs, projectRoot, lockPath } = await places();
      const options = { what: what.map(fromHere), projectRoot, cacheDirs: dirs, lockPath, repoType };
      const update = await (remove === true ? removeFromLock(options) : updateLock(options));
      print(json, update, () => formatLock(update));
    });
}

function repoTypeOption(): Option {
  return new Option('--repo-type <type>', 'what the names mean')
    .choices(['model', 'dataset'])
    .default('model');
}

/** Task files are named from where the user stands, models by their reference. */
function fromHere(item: string): string {
  return isTasksFile(item) ? resolve(item) : item;
}

interface PullFlags extends JsonFlag {
  repoType: 'model' | 'dataset';
  hubUrl?: string | undefined;
  cacheDir?: string | undefined;
}

function registerPull(cache: Command): void {
  cache
    .command('pull')
    .description('download a model or data set into the cache (online)')
    .argument('<ref>', 'org/name[@revision][:file-or-quant]')
    .addOption(repoTypeOption())
    .option('--hub-url <url>', 'another Hub')
    .option('--cache-dir <dir>', 'cache to write to')
    .option('--json', 'print one JSON document')
    .action(async (ref: string, { json, repoType, hubUrl, cacheDir }: PullFlags) => {
      const result = await pullModel({
        ref,
        repoType,
        cacheDir: cacheDir ?? (await places()).writable,
        env: process.env,
        hubUrl,
        onProgress: ({ file, receivedBytes: bytes, totalBytes: total }) =>
          tellProgress(`${file} ${formatBytes(bytes)} of ${formatBytes(total)}`),
      });
      tellProgress();
      print(json, result, () => formatPull(result));
      await tellUnignored(result.cacheDir);
    });
}

interface ImportFlags extends JsonFlag {
  as: string;
  cacheDir?: string | undefined;
}

function registerImport(cache: Command): void {
  cache
    .command('import')
    .description('copy a GGUF file into the cache')
    .argument('<file>', 'GGUF file')
    .requiredOption('--as <ref>', 'org/name[@revision]')
    .option('--cache-dir <dir>', 'cache to write to')
    .option('--json', 'print one JSON document')
    .action(async (file: string, { json, as, cacheDir }: ImportFlags) => {
      const result = await importModel({ file, as, cacheDir: cacheDir ?? (await places()).writable });
      print(json, result, () => formatImport(result));
      await tellUnignored(result.cacheDir);
    });
}

/** Models in the project's own cache folder are large, and nobody wants them in a commit. */
async function tellUnignored(cacheDir: string): Promise<void> {
  const { projectRoot } = await places();
  const inProject = !relative(join(projectRoot, '.hf'), resolve(cacheDir)).startsWith('..');
  if (!inProject || !missingIgnores(projectRoot).missing.includes('.hf/')) return;
  tell('that is inside the project: add .hf/ to its .gitignore');
}

/** Where models are looked up, and the first of those places that is not the embedded one: where new ones go. */
export async function places(): Promise<{
  projectRoot: string;
  dirs: string[];
  writable: string;
  lockPath: string;
}> {
  const projectRoot = projectHere();
  const { config } = await loadConfig({ projectRoot, env: process.env });
  const dirs = cacheDirs({ configDir: config.cacheDir, env: process.env, projectRoot });
  const writable = dirs.find((dir) => dir !== embeddedCacheDir()) ?? join(projectRoot, '.hf', 'hub');
  return { projectRoot, dirs, writable, lockPath: join(projectRoot, config.lock) };
}
