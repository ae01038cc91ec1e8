import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hubToken, hubUrlOf } from './hub-access.ts';
import { pullModel } from './pull-model.ts';
import { type FakeHub, fakeHub } from './testing/fake-hub.ts';
import { temporaryDir } from './testing/temporary-dir.ts';

const repo = 'org/set';
const data = { 'rows.jsonl': Buffer.from('{}\n') };

const hub = async (token?: string): Promise<FakeHub> =>
  await fakeHub({ repo, repoType: 'dataset', files: data, token });

async function pull(cacheDir: string, env: Record<string, string>) {
  return await pullModel({ ref: repo, repoType: 'dataset', cacheDir, env });
}

/** A proxy on loopback that brings everything, for whatever host, to one port; it notes what it was asked for. */
async function startProxy(port: number) {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { pathname, search } = new URL(incoming.url ?? '');
    const onward = { port, host: '127.0.0.1', path: pathname + search, headers: incoming.headers };
    request(onward, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  server.on('connect', (incoming, near) => {
    asked.push(`CONNECT ${incoming.url}`);
    const far = connect(port, '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
    far.pipe(near).on('error', () => far.destroy());
    near.pipe(far).on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('cache pull finds its Hub', () => {
  test('by HF_ENDPOINT', async () => {
    await using dir = await temporaryDir();
    await using there = await hub();
    const { files } = await pull(dir.path, { HF_ENDPOINT: `${there.url}/` });
    expect(files).toMatchObject([{ file: 'rows.jsonl', downloaded: true }]);
    expect(there.downloads).toHaveLength(1);
  });

  test('by what was asked for before HF_ENDPOINT, and refuses what is no address', () => {
    expect(hubUrlOf('https://a.example/', { HF_ENDPOINT: 'https://b.example' })).toBe('https://a.example');
    expect(hubUrlOf(undefined, {})).toBe('https://huggingface.co');
    expect(hubUrlOf(undefined, { HF_ENDPOINT: '' })).toBe('https://huggingface.co');
    expect(() => hubUrlOf(undefined, { HF_ENDPOINT: 'hub.example' })).toThrow(
      /HERMES_CONFIG_INVALID.*HF_ENDPOINT/,
    );
    expect(() => hubUrlOf('file:///etc', {})).toThrow(/--hub-url/);
  });
});

describe('cache pull finds its token', () => {
  test('in the file that `hf auth login` writes, and names that file when the Hub does not take it', async () => {
    await using dir = await temporaryDir();
    await using there = await hub('hf_right');
    const env = { HF_ENDPOINT: there.url, HF_HOME: join(dir.path, 'home') };
    await expect(pull(dir.path, env)).rejects.toThrow(/HERMES_CACHE_GATED.*hf auth login/);
    await mkdir(env.HF_HOME);
    await writeFile(join(env.HF_HOME, 'token'), 'hf_right\n');
    expect((await pull(dir.path, env)).files).toHaveLength(1);
    await writeFile(join(env.HF_HOME, 'token'), 'hf_wrong\n');
    await expect(pull(dir.path, env)).rejects.toThrow(join(env.HF_HOME, 'token'));
  });

  test('in the order of `hf`: HF_TOKEN, HF_TOKEN_PATH, HF_HOME, the home folder', async () => {
    await using dir = await temporaryDir();
    const file = async (path: string, text: string) => {
      await mkdir(join(dir.path, path, '..'), { recursive: true });
      await writeFile(join(dir.path, path), text);
      return join(dir.path, path);
    };
    const own = await file('mine/secret', ' by-path \n');
    await file('hf/token', 'by-hf-home');
    await file('cache/huggingface/token', 'by-cache');
    await file('.cache/huggingface/token', 'by-home');
    const home = { HOME: dir.path };
    const cache = { ...home, XDG_CACHE_HOME: join(dir.path, 'cache') };
    const hfHome = { ...cache, HF_HOME: join(dir.path, 'hf') };
    const byPath = { ...hfHome, HF_TOKEN_PATH: own };
    const found = [home, cache, hfHome, byPath, { ...byPath, HF_TOKEN: 'by-variable' }].map(
      (env) => hubToken(env)?.token,
    );
    expect(found).toEqual(['by-home', 'by-cache', 'by-hf-home', 'by-path', 'by-variable']);
    expect(hubToken({ ...byPath, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' })).toBeUndefined();
    expect(hubToken({})).toBeUndefined();
  });

  test('and never prints what it holds', async () => {
    await using dir = await temporaryDir();
    const path = join(dir.path, 'token');
    await writeFile(path, 'two\nlines');
    await chmod(path, 0o600);
    const refusal = expect.objectContaining({ message: expect.not.stringContaining('lines') });
    expect(() => hubToken({ HF_TOKEN_PATH: path })).toThrow(refusal);
    expect(() => hubToken({ HF_TOKEN_PATH: path })).toThrow(path);
  });
});

describe('cache pull goes through a proxy', () => {
  test('that the environment names, to a host that only the proxy knows', async () => {
    await using dir = await temporaryDir();
    await using there = await hub();
    await using proxy = await startProxy(Number(new URL(there.url).port));
    const env = { HF_ENDPOINT: 'http://hub.invalid', HTTP_PROXY: proxy.url };
    expect((await pull(dir.path, env)).files).toMatchObject([{ downloaded: true }]);
    expect(proxy.asked.length).toBeGreaterThanOrEqual(1);
    expect(proxy.asked.every((line) => line.includes('hub.invalid'))).toBe(true);
    const before = proxy.asked.length;
    await fetch(there.url);
    expect(proxy.asked, 'after the pull nothing goes through it').toHaveLength(before);
  });

  test('by HTTPS_PROXY when the Hub speaks TLS', async () => {
    await using dir = await temporaryDir();
    await using there = await hub();
    await using proxy = await startProxy(Number(new URL(there.url).port));
    const env = { HF_ENDPOINT: 'https://hub.invalid', HTTPS_PROXY: proxy.url };
    await expect(pull(dir.path, env)).rejects.toThrow('HERMES_CACHE_DOWNLOAD');
    expect(proxy.asked).toContain('CONNECT hub.invalid:443');
  });

  test('but not for the hosts of NO_PROXY', async () => {
    await using dir = await temporaryDir();
    await using there = await hub();
    await using proxy = await startProxy(9);
    const env = { HF_ENDPOINT: there.url, http_proxy: proxy.url, no_proxy: '127.0.0.1' };
    expect((await pull(dir.path, env)).files).toHaveLength(1);
    expect(proxy.asked).toEqual([]);
  });

  test('and refuses a proxy that is none', async () => {
    await using dir = await temporaryDir();
    await expect(pull(dir.path, { HTTPS_PROXY: 'http://[' })).rejects.toThrow(
      /HERMES_CONFIG_INVALID.*HTTPS_PROXY/,
    );
  });
});
