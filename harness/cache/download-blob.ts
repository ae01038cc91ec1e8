import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubApiError } from '@huggingface/hub';
import { HermesError } from '../contract/errors.ts';
import { type Hub, type HubFile, hubFault } from './hub-listing.ts';

/** How far a file is. */
export interface Progress {
  file: string;
  receivedBytes: number;
  totalBytes: number;
}

export interface Download {
  hub: Hub;
  /** Commit. */
  revision: string;
  file: HubFile;
  /** Folder of the blobs. */
  blobs: string;
  onProgress?: ((progress: Progress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Broken connections in a row, without a byte received, that end a download. */
const maxFruitlessTries = 4;
const retryWaitMs = 200;

/**
 * Brings a blob into the cache unless it is there; true when something was downloaded. Receives into `<etag>.incomplete` (as other Hub tools
 * do), continues that by range request, checks size and digest, then renames. The caller holds the blob's lock.
 */
export async function downloadBlob(download: Download): Promise<boolean> {
  const { file, blobs } = download;
  const blob = join(blobs, file.etag);
  if ((await sizeOf(blob)) === file.size) return false;
  await mkdir(blobs, { recursive: true });
  const incomplete = `${blob}.incomplete`;
  if ((await sizeOf(incomplete)) > file.size) await rm(incomplete);
  await receiveAll(download, incomplete);
  await checkDigest(download, incomplete);
  await rename(incomplete, blob);
  return true;
}

async function receiveAll(download: Download, incomplete: string): Promise<void> {
  const { file, hub } = download;
  let received = Math.max(0, await sizeOf(incomplete));
  if (file.size === 0) await writeFile(incomplete, '');
  for (let fruitless = 0; received < file.size;) {
    let broken: unknown = new Error('the answer ended too early');
    try {
      await receiveRest(download, incomplete, received);
    } catch (error) {
      download.signal?.throwIfAborted();
      if (!isBrokenConnection(error)) throw hubFault(hub, error);
      broken = error;
    }
    const now = Math.max(0, await sizeOf(incomplete));
    fruitless = now > received ? 0 : fruitless + 1;
    if (fruitless > maxFruitlessTries) throw hubFault(hub, broken);
    if (fruitless > 0) await new Promise((resolve) => setTimeout(resolve, retryWaitMs * fruitless));
    received = now;
  }
}

/** One request. Authorization is not passed on when the Hub redirects to another origin (that is how fetch works). */
async function receiveRest(download: Download, incomplete: string, start: number): Promise<void> {
  const { hub, file, revision, signal, onProgress } = download;
  const prefix = hub.repoType === 'dataset' ? 'datasets/' : '';
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const headers = new Headers();
  if (hub.token !== undefined) headers.set('authorization', `Bearer ${hub.token}`);
  if (start > 0) headers.set('range', `bytes=${start}-`);
  const response = await fetch(`${hub.hubUrl}/${prefix}${hub.repo}/resolve/${revision}/${path}`, {
    headers,
    signal: signal ?? null,
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new HubApiError(response.url, response.status, undefined, `${file.path}: ${response.statusText}`);
  }
  const isContinued = response.status === 206;
  await using handle = await open(incomplete, isContinued ? 'a' : 'w');
  let receivedBytes = isContinued ? start : 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    await handle.write(chunk);
    receivedBytes += chunk.length;
    onProgress?.({ file: file.path, receivedBytes, totalBytes: file.size });
  }
  await handle.sync();
}

/** Large files are named by SHA-256, small ones by git's blob id. */
async function checkDigest({ file }: Download, incomplete: string): Promise<void> {
  const isSha256 = file.etag.length === 64;
  const digest = createHash(isSha256 ? 'sha256' : 'sha1');
  if (!isSha256) digest.update(`blob ${file.size}\0`);
  for await (const chunk of createReadStream(incomplete) as AsyncIterable<Buffer>) digest.update(chunk);
  const found = digest.digest('hex');
  if (found === file.etag) return;
  await rm(incomplete, { force: true });
  throw new HermesError('HERMES_CACHE_DOWNLOAD_CORRUPT', {
    message: `${file.path} has digest ${found} and the Hub tells ${file.etag}; what was received is thrown away.`,
    fix: 'pull again; if it happens again, something between here and the Hub changes files.',
  });
}

function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof HubApiError && error.statusCode >= 500);
}

/** Bytes of a file; -1 when it is absent. */
async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
