import { messageOf } from '../contract/errors.ts';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOf } from './choose-file.ts';
import { readGgufMetadata } from './gguf-metadata.ts';
import { filesUnder, namesIn } from './read-folder.ts';

/** One model file, or one data set snapshot, in a cache. */
export interface CacheEntry {
  cacheDir: string;
  repoType: 'model' | 'dataset';
  repo: string;
  revision: string;
  /** Branches and tags that mean this revision. */
  refs: string[];
  /** Path inside the snapshot; of a data set `*`. */
  file: string;
  path: string;
  bytes: number;
  quantization: string | null;
  architecture: string | null;
  contextLength: number | null;
  license: string | null;
  /** Why it cannot be used; null when nothing is wrong at first sight. */
  problem: string | null;
}

/** Everything in a list of cache directories, by directory, repository, revision and file. Directories that are absent hold nothing. */
export async function listCache(cacheDirs: string[]): Promise<CacheEntry[]> {
  const entries: CacheEntry[] = [];
  for (const cacheDir of cacheDirs) {
    for (const folder of await namesIn(cacheDir)) {
      const [kind, ...name] = folder.split('--');
      if (name.length === 0 || (kind !== 'models' && kind !== 'datasets')) continue;
      const repo = {
        cacheDir,
        folder,
        repo: name.join('/'),
        repoType: kind === 'models' ? 'model' : 'dataset',
      } as const;
      entries.push(...(await listRepo(repo)));
    }
  }
  return entries;
}

interface Repo {
  cacheDir: string;
  folder: string;
  repo: string;
  repoType: 'model' | 'dataset';
}

async function listRepo(repo: Repo): Promise<CacheEntry[]> {
  const repoDir = join(repo.cacheDir, repo.folder);
  const refs = await refsOf(repoDir);
  const entries: CacheEntry[] = [];
  for (const revision of await namesIn(join(repoDir, 'snapshots'))) {
    const snapshot = join(repoDir, 'snapshots', revision);
    const files = await filesUnder(snapshot);
    const base = {
      cacheDir: repo.cacheDir,
      repoType: repo.repoType,
      repo: repo.repo,
      revision,
      refs: refs.filter(([, commit]) => commit === revision).map(([name]) => name),
    };
    const cardLicense = await licenseOf(snapshot);
    if (repo.repoType === 'dataset')
      entries.push({ ...base, ...(await describeDataset(snapshot, files)), license: cardLicense });
    else {
      const models = files.filter(
        (file) => /\.gguf$/i.test(file) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(file),
      );
      for (const file of models) {
        const model = await describeModel(snapshot, file);
        entries.push({ ...base, ...model, license: model.license ?? cardLicense });
      }
    }
  }
  return entries;
}

async function refsOf(repoDir: string): Promise<[name: string, commit: string][]> {
  const names = await filesUnder(join(repoDir, 'refs'));
  return await Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      (await readFile(join(repoDir, 'refs', name), 'utf8')).trim(),
    ]),
  );
}

type Described = Omit<CacheEntry, 'cacheDir' | 'repoType' | 'repo' | 'revision' | 'refs'>;

async function describeModel(snapshot: string, file: string): Promise<Described> {
  const path = join(snapshot, file);
  const unknown = {
    file,
    path,
    bytes: 0,
    quantization: null,
    architecture: null,
    contextLength: null,
    license: null,
  };
  try {
    let bytes = 0;
    for (const part of partsOf(file)) bytes += (await stat(join(snapshot, part))).size;
    const { quantization, architecture, contextLength, license } = await readGgufMetadata(path);
    return { file, path, bytes, quantization, architecture, contextLength, license, problem: null };
  } catch (error) {
    return { ...unknown, problem: messageOf(error) };
  }
}

async function describeDataset(snapshot: string, files: string[]): Promise<Described> {
  let bytes = 0;
  let problem: string | null = null;
  for (const file of files) {
    const size = await stat(join(snapshot, file)).then(
      (entry) => entry.size,
      () => undefined,
    );
    if (size === undefined) problem = `${file} links to a blob that is not there`;
    bytes += size ?? 0;
  }
  return {
    file: '*',
    path: snapshot,
    bytes,
    quantization: null,
    architecture: null,
    contextLength: null,
    license: null,
    problem,
  };
}

/** The licence in the front matter of a snapshot's README. */
async function licenseOf(snapshot: string): Promise<string | null> {
  const card = await readFile(join(snapshot, 'README.md'), 'utf8').catch(() => '');
  const matter = /^---\r?\n(?<matter>[\s\S]*?)\r?\n---/.exec(card)?.groups?.['matter'] ?? '';
  return /^license:\s*(?<license>\S+)/m.exec(matter)?.groups?.['license'] ?? null;
}
