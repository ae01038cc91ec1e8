import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake Hub serves and how it misbehaves. */
interface FakeHubOptions {
  repo: string;
  repoType?: 'model' | 'dataset' | undefined;
  files: Record<string, Buffer>;
  /** Access only with this token. */
  token?: string | undefined;
  /** Cut the connection after so many bytes, for as many answers as listed. */
  cutAfter?: number[] | undefined;
  /** Answer range requests with the whole file, as some proxies do. */
  ignoreRange?: boolean | undefined;
  /** Send other bytes than the listing's digest tells. */
  corrupt?: boolean | undefined;
}

export interface FakeHub extends AsyncDisposable {
  url: string;
  commit: string;
  /** `METHOD path range` of every request for a file. */
  downloads: string[];
}

/** A Hub on loopback: revision lookup, file listing and downloads of one repository, with commit and digests made from its files. */
export async function fakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const commit = createHash('sha1').update(options.repo).digest('hex');
  const downloads: string[] = [];
  const cuts = [...(options.cutAfter ?? [])];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      return send(response, 401, { error: 'Access to this repository is restricted' });
    }
    if (url.pathname.startsWith('/api/')) return answerApi(options, { commit, path: url.pathname }, response);
    const range = request.headers.range ?? '';
    downloads.push(`${request.method} ${url.pathname} ${range}`.trim());
    serveFile({ options, path: url.pathname, cut: cuts.shift() }, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    commit,
    downloads,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerApi(
  options: FakeHubOptions,
  at: { commit: string; path: string },
  response: ServerResponse,
): void {
  const base = `/api/${options.repoType ?? 'model'}s/${options.repo}`;
  if (at.path === `${base}/revision/main` || at.path === `${base}/revision/${at.commit}`) {
    const info = {
      _id: '1',
      id: options.repo,
      sha: at.commit,
      private: false,
      gated: false,
      downloads: 0,
      likes: 0,
    };
    return send(response, 200, { ...info, lastModified: '2026-01-01T00:00:00.000Z' });
  }
  const isListing = at.path === `${base}/tree/${at.commit}`;
  const isLookUp = at.path === `${base}/paths-info/main`;
  if (!isListing && !isLookUp) return send(response, 404, { error: 'Repository not found' });
  const lastCommit = { id: at.commit, title: 'all', date: '2026-01-01T00:00:00.000Z' };
  const entries = Object.entries(options.files).map(([path, data]) => ({
    ...describe(path, data),
    lastCommit,
  }));
  send(response, 200, isListing ? entries : entries.slice(0, 1));
}

function describe(path: string, data: Buffer) {
  const isLarge = path.endsWith('.gguf');
  const oid = createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
  const lfs = { oid: createHash('sha256').update(data).digest('hex'), size: data.length, pointerSize: 130 };
  return { type: 'file', path, size: data.length, oid, ...(isLarge ? { lfs } : {}) };
}

function serveFile(
  what: { options: FakeHubOptions; path: string; cut: number | undefined },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { options, cut } = what;
  const name = decodeURIComponent(what.path.split('/resolve/')[1]?.split('/').slice(1).join('/') ?? '');
  const stored = options.files[name];
  if (stored === undefined) return send(response, 404, { error: 'Entry not found' });
  const data = options.corrupt === true ? Buffer.alloc(stored.length, 7) : stored;
  const { start, end } =
    options.ignoreRange === true ? rangeOf('', data) : rangeOf(request.headers.range ?? '', data);
  const isPartial = start > 0 || end < data.length;
  response.writeHead(isPartial ? 206 : 200, {
    etag: `"${createHash('sha256').update(data).digest('hex')}"`,
    'content-length': end - start,
    ...(isPartial ? { 'content-range': `bytes ${start}-${end - 1}/${data.length}` } : {}),
  });
  if (cut === undefined) return void response.end(data.subarray(start, end));
  response.write(data.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 30));
}

/** The bytes a request asks for, `end` exclusive; without a range all of them. */
function rangeOf(range: string, data: Buffer): { start: number; end: number } {
  const asked = /^bytes=(?<start>\d+)-(?<last>\d*)$/.exec(range)?.groups;
  const last = asked?.['last'];
  return { start: Number(asked?.['start'] ?? 0), end: last ? Number(last) + 1 : data.length };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
