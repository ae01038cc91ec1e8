import { datasetInfo, HubApiError, listFiles, modelInfo } from '@huggingface/hub';
import { HermesError, textOf } from '../contract/errors.ts';
import { writeFaultCode } from './write-cache.ts';

/** A repository on a Hub and how to get at it. */
export interface Hub {
  hubUrl: string;
  repoType: 'model' | 'dataset';
  repo: string;
  token?: string | undefined;
  /** Where the token was found, for who wonders why it is refused. */
  tokenFrom?: string | undefined;
}

/** A file of a repository. `etag` names its blob: SHA-256 of a large file, the git blob id of a small one. */
export interface HubFile {
  path: string;
  size: number;
  etag: string;
}

/** Commit and files of a revision. Throws HERMES_CACHE_GATED, _NO_SUCH_REPO, _DOWNLOAD. */
export async function hubListing(
  hub: Hub,
  revision: string,
): Promise<{ revision: string; files: HubFile[] }> {
  const { repo: name, repoType: type, hubUrl } = hub;
  const access = hub.token === undefined ? { hubUrl } : { hubUrl, accessToken: hub.token };
  try {
    const lookUp = { name, revision, additionalFields: ['sha' as const], ...access };
    const { sha } = type === 'model' ? await modelInfo(lookUp) : await datasetInfo(lookUp);
    const files: HubFile[] = [];
    for await (const entry of listFiles({
      repo: { type, name },
      revision: sha,
      recursive: true,
      ...access,
    })) {
      if (entry.type === 'file') files.push(toHubFile(entry));
    }
    return { revision: sha, files };
  } catch (error) {
    throw hubFault(hub, error);
  }
}

/** Path names and digests come from outside and become file names here. */
function toHubFile(entry: {
  path: string;
  size: number;
  oid?: string | undefined;
  lfs?: { oid: string } | undefined;
}): HubFile {
  const etag = (entry.lfs?.oid ?? entry.oid ?? '').replace(/^sha256:/, '');
  const isSafe = !entry.path.split(/[/\\]/).includes('..') && !/^[/\\]|^\w:/.test(entry.path);
  if (!isSafe || !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(etag)) {
    throw new HermesError('HERMES_CACHE_DOWNLOAD', {
      message: `the Hub lists ${JSON.stringify(entry.path)} with digest ${JSON.stringify(etag)}, which is no safe file name.`,
      fix: 'do not use this repository.',
    });
  }
  return { path: entry.path, size: entry.size, etag };
}

/** Says in Hermes' words why a Hub refused; HermesErrors and errors of writing files pass. */
export function hubFault(hub: Hub, error: unknown): unknown {
  if (error instanceof HermesError || writeFaultCode(error) !== undefined) return error;
  const status = error instanceof HubApiError ? error.statusCode : undefined;
  const why = textOf(error);
  const page = `${hub.hubUrl}/${hub.repoType === 'dataset' ? 'datasets/' : ''}${hub.repo}`;
  if (status === 401 || status === 403) {
    return new HermesError('HERMES_CACHE_GATED', {
      message: `the Hub refuses access to ${hub.repo} (${status}): it is gated or private, or does not exist. ${why}`,
      fix:
        hub.token === undefined
          ? `accept its terms at ${page} and set HF_TOKEN to a token of your account, or log in with \`hf auth login\`.`
          : `the token of ${hub.tokenFrom ?? 'HF_TOKEN'} was sent and is not enough: accept the terms at ${page} with the token's account, or check the token.`,
      cause: error,
    });
  }
  if (status === 404) {
    return new HermesError('HERMES_CACHE_NO_SUCH_REPO', {
      message: `the Hub has no ${hub.repoType} ${hub.repo} or not that revision or file. ${why}`,
      fix: `look at ${page}.`,
      cause: error,
    });
  }
  return new HermesError('HERMES_CACHE_DOWNLOAD', {
    message: `${hub.hubUrl} could not be used: ${why}${status === undefined ? '' : ` (${status})`}`,
    fix: 'check the connection and run the same command again: what is already downloaded is kept.',
    cause: error,
  });
}
