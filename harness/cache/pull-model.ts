import { join } from 'node:path';
import { type Progress, downloadBlob } from './download-blob.ts';
import { HermesError } from '../contract/errors.ts';
import { chooseFile, partsOf } from './choose-file.ts';
import { hubToken, hubUrlOf, throughProxies } from './hub-access.ts';
import { type Hub, type HubFile, hubListing } from './hub-listing.ts';
import { type ModelRef, parseModelRef, repoFolder } from './model-ref.ts';
import { linkSnapshotFile, orWriteFault, withFileLock, writeRef } from './write-cache.ts';

export interface PullOptions {
  /** `org/name[@revision][:file-or-quant]`. */
  ref: string;
  cacheDir: string;
  repoType?: 'model' | 'dataset' | undefined;
  /** Default: `HF_ENDPOINT`, else https://huggingface.co. */
  hubUrl?: string | undefined;
  /** Where address, token and proxies come from (hub-access.ts); `HF_HUB_OFFLINE` and `HERMES_HERMETIC` refuse the pull. */
  env: Record<string, string | undefined>;
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What `cache pull` did. */
export interface PullResult {
  repo: string;
  repoType: 'model' | 'dataset';
  revision: string;
  cacheDir: string;
  files: { file: string; path: string; bytes: number; downloaded: boolean }[];
}

/** Small files that tell what a model is and under which licence. */
const companions = /^(?:README\.md|LICEN[CS]E(?:\.\w+)?|USE_POLICY\.md)$/i;

/**
 * Downloads a model file (or, of a data set, the named file or all files) into a cache, in the Hub's layout; the only thing in Hermes that
 * goes online. A broken download is continued where it stopped, in this run or the next. Throws HERMES_CACHE_BAD_REF, _OFFLINE, _GATED,
 * _NO_SUCH_REPO, _UNKNOWN_QUANT, _AMBIGUOUS, _DOWNLOAD, _DOWNLOAD_CORRUPT, _WRITE, HERMES_CONFIG_INVALID.
 */
export async function pullModel(options: PullOptions): Promise<PullResult> {
  refuseOffline(options.env);
  const { env, repoType = 'model' } = options;
  const ref = parseModelRef(options.ref);
  const found = hubToken(env);
  const hub: Hub = {
    hubUrl: hubUrlOf(options.hubUrl, env),
    repoType,
    repo: ref.repo,
    token: found?.token,
    tokenFrom: found?.from,
  };
  return await throughProxies(env, async () => await pullFrom(hub, ref, options));
}

async function pullFrom(hub: Hub, ref: ModelRef, options: PullOptions): Promise<PullResult> {
  const { cacheDir } = options;
  const { repoType } = hub;
  const { revision, files } = await hubListing(hub, ref.revision);
  const wanted = chooseFiles(ref, files, repoType);
  const repoDir = join(cacheDir, repoFolder(ref.repo, repoType));
  const result: PullResult = { repo: ref.repo, repoType, revision, cacheDir, files: [] };
  await orWriteFault(cacheDir, async () => {
    for (const file of wanted) {
      const lock = join(cacheDir, '.locks', repoFolder(ref.repo, repoType), `${file.etag}.hermes.lock`);
      const { onProgress, signal } = options;
      const download = { hub, revision, file, blobs: join(repoDir, 'blobs'), onProgress, signal };
      const downloaded = await withFileLock(lock, () => downloadBlob(download));
      const path = await linkSnapshotFile(repoDir, { revision, file: file.path, blob: file.etag });
      result.files.push({ file: file.path, path, bytes: file.size, downloaded });
    }
    if (ref.revision !== revision) await writeRef(repoDir, ref.revision, revision);
  });
  return result;
}

function chooseFiles(ref: ModelRef, files: HubFile[], repoType: 'model' | 'dataset'): HubFile[] {
  const named = files.filter((file) => ref.selector.type === 'file' && file.path === ref.selector.file);
  if (named.length > 0) return named;
  if (repoType === 'dataset') return chooseDataFiles(ref, files);
  const ggufs = files.map(({ path }) => path).filter((path) => path.toLowerCase().endsWith('.gguf'));
  const head = chooseFile(ref, ggufs);
  if (head === undefined) throw noFile(ref, ggufs);
  const parts = partsOf(head);
  return files.filter(({ path }) => parts.includes(path) || companions.test(path));
}

/** A data set's selector is a file name, of any kind; none means all. */
function chooseDataFiles(ref: ModelRef, files: HubFile[]): HubFile[] {
  const { selector } = ref;
  if (selector.type === 'default') return files;
  const name = selector.type === 'quant' ? selector.quant : selector.file;
  const found = files.filter(({ path }) => path === name);
  if (found.length > 0) return found;
  throw noFile(
    ref,
    files.map(({ path }) => path),
  );
}

function refuseOffline(env: PullOptions['env']): void {
  const name = ['HF_HUB_OFFLINE', 'HERMES_HERMETIC'].find(
    (key) => env[key] !== undefined && !['', '0', 'false'].includes(env[key]),
  );
  if (name === undefined) return;
  throw new HermesError('HERMES_CACHE_OFFLINE', {
    message: `cache pull needs the network and ${name}=${env[name]} forbids it.`,
    fix: `pull on a machine that may go online (unset ${name}) and carry the cache over, or use hermes cache import.`,
  });
}

function noFile(ref: ModelRef, there: string[]): HermesError {
  return new HermesError('HERMES_CACHE_NO_SUCH_REPO', {
    message: `${ref.repo}@${ref.revision} has no such file; there are: ${there.slice(0, 20).join(', ') || 'no GGUF files'}.`,
    fix: 'name one of them; for models look for a repository with GGUF files.',
  });
}
