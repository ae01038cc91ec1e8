import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../contract/canonical-json.ts';
import { exportAnchors } from './export.ts';
import { type AnchorStore, openAnchorStore, openLentStore } from './store.ts';

const hourMs = 3_600_000;
let dir = '';
let nowMs = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'anchors-'));
  nowMs = 1_000;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(capacityBytes = 1_000_000): AnchorStore {
  return openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => nowMs, capacityBytes });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('an anchor', () => {
  test('is named by its kind and the SHA-256 of its bytes and resolves to them, empty ones too', async () => {
    await using store = open();
    const uri = store.put('logs', bytesOf('error: 42'));
    expect(uri).toBe(`mcp://logs/${sha256('error: 42')}`);
    expect(store.resolve(uri)).toEqual(bytesOf('error: 42'));
    expect(store.resolve(store.put('diffs', new Uint8Array()))).toEqual(new Uint8Array());
  });

  test('of the same bytes in two kinds is two anchors', async () => {
    await using store = open();
    store.put('logs', bytesOf('x'));
    store.put('patches', bytesOf('x'));
    expect(store.list().map((stat) => stat.kind)).toEqual(['logs', 'patches']);
    expect(store.list('logs')).toHaveLength(1);
  });

  test('is seen by another open store of the same file at once', async () => {
    await using first = open();
    await using second = open();
    const uri = first.put('logs', bytesOf('shared'));
    expect(second.resolve(uri)).toEqual(bytesOf('shared'));
  });

  test('that was never put is missing, and stat says null', async () => {
    await using store = open();
    const uri = `mcp://logs/${'0'.repeat(64)}`;
    expect(store.stat(uri)).toBeNull();
    expect(() => store.resolve(uri)).toThrow(expect.objectContaining({ code: 'HERMES_ANCHORS_MISSING' }));
  });

  test.each(['', 'mcp://logs/abc', `mcp://secrets/${'0'.repeat(64)}`, `mcp://logs/../${'0'.repeat(64)}`])(
    'cannot be named "%s"',
    async (uri) => {
      await using store = open();
      expect(() => store.resolve(uri)).toThrow(expect.objectContaining({ code: 'HERMES_ANCHORS_URI' }));
      expect(() => store.stat(uri)).toThrow(expect.objectContaining({ code: 'HERMES_ANCHORS_URI' }));
    },
  );
});

describe('time to live', () => {
  test.each([
    ['logs', 24 * hourMs],
    ['diffs', 7 * 24 * hourMs],
    ['patches', 7 * 24 * hourMs],
    ['payloads', 24 * hourMs],
  ] as const)('of %s ends after %d ms of the injected clock', async (kind, ttlMs) => {
    await using store = open();
    const uri = store.put(kind, bytesOf('x'));
    expect(store.stat(uri)).toMatchObject({ createdMs: 1_000, expiresMs: 1_000 + ttlMs, expired: false });
    nowMs += ttlMs - 1;
    expect(store.resolve(uri)).toEqual(bytesOf('x'));
    nowMs += 1;
    expect(store.stat(uri)?.expired).toBe(true);
    expect(() => store.resolve(uri)).toThrow(expect.objectContaining({ code: 'HERMES_ANCHORS_EXPIRED' }));
  });

  test('of the pinned kind never ends', async () => {
    await using store = open();
    const uri = store.put('repo', bytesOf('x'));
    nowMs = Number.MAX_SAFE_INTEGER;
    expect(store.resolve(uri)).toEqual(bytesOf('x'));
    expect(store.stat(uri)).toMatchObject({ expiresMs: null, expired: false });
    expect(store.purge()).toBe(0);
  });

  test('starts anew with put, not with putIfAbsent while the anchor lives', async () => {
    await using store = open();
    const uri = store.put('logs', bytesOf('x'));
    nowMs += hourMs;
    expect(store.putIfAbsent('logs', bytesOf('x'))).toEqual({ uri, created: false });
    expect(store.stat(uri)?.createdMs).toBe(1_000);
    store.put('logs', bytesOf('x'));
    expect(store.stat(uri)?.createdMs).toBe(1_000 + hourMs);
    nowMs += 25 * hourMs;
    expect(store.putIfAbsent('logs', bytesOf('x'))).toEqual({ uri, created: true });
    expect(store.resolve(uri)).toEqual(bytesOf('x'));
  });
});

describe('capacity', () => {
  test('refuses the byte too many with the figures, and keeps what is there', async () => {
    await using store = open(10);
    const uri = store.put('logs', new Uint8Array(6));
    expect(() => store.put('repo', new Uint8Array(5))).toThrow(
      expect.objectContaining({
        code: 'HERMES_ANCHORS_FULL',
        message: expect.stringContaining('5 more bytes do not fit: 6 of 10 bytes'),
      }),
    );
    expect(store.put('repo', new Uint8Array(4))).toMatch(/^mcp:\/\/repo\//);
    expect(store.put('logs', new Uint8Array(6))).toBe(uri);
    expect(store.list()).toHaveLength(2);
  });

  test('is freed by what has expired, never by what is pinned or alive', async () => {
    await using store = open(10);
    const old = store.put('logs', new Uint8Array(6));
    const pinned = store.put('repo', new Uint8Array(4));
    nowMs += 24 * hourMs;
    const fresh = store.put('logs', new Uint8Array([1, 2, 3, 4, 5]));
    expect(store.stat(old)).toBeNull();
    expect(store.resolve(pinned)).toHaveLength(4);
    expect(store.resolve(fresh)).toHaveLength(5);
    expect(() => store.put('logs', new Uint8Array(2))).toThrow(/HERMES_ANCHORS_FULL/);
  });
});

describe('damage', () => {
  function flipOneByte(): void {
    const database = new DatabaseSync(join(dir, 'a.sqlite'));
    database.exec(`UPDATE anchors SET data = x'00'`);
    database.close();
  }

  test('of stored bytes is refused on read and healed by the next put', async () => {
    await using store = open();
    const uri = store.put('patches', bytesOf('precious'));
    flipOneByte();
    expect(() => store.resolve(uri)).toThrow(expect.objectContaining({ code: 'HERMES_ANCHORS_CORRUPT' }));
    store.put('patches', bytesOf('precious'));
    expect(store.resolve(uri)).toEqual(bytesOf('precious'));
  });

  test('of the whole file is a store error that names the cause', () => {
    writeFileSync(join(dir, 'a.sqlite'), 'this is not a database, it is a text of some length '.repeat(50));
    expect(() => open()).toThrow(
      expect.objectContaining({ code: 'HERMES_ANCHORS_STORE', cause: expect.any(Error) }),
    );
  });

  test('never reaches an export: it is whole files or an error', async () => {
    await using store = open();
    const log = store.put('logs', bytesOf('log'));
    const repo = store.put('repo', bytesOf('repo'));
    const out = join(dir, 'out');
    const paths = await exportAnchors(store, [repo, log, log], out);
    expect(paths).toEqual([`logs/${sha256('log')}`, `repo/${sha256('repo')}`]);
    expect(readFileSync(join(out, paths[0] ?? ''), 'utf8')).toBe('log');
    flipOneByte();
    await expect(exportAnchors(store, [log], join(dir, 'other'))).rejects.toMatchObject({
      code: 'HERMES_ANCHORS_CORRUPT',
    });
    expect(readdirSync(join(out, 'logs'))).toEqual([sha256('log')]);
  });
});

describe('a store that another process keeps', () => {
  const lend = (put: (text: string) => Promise<void>) =>
    openLentStore({
      path: join(dir, 'a.sqlite'),
      clock: () => nowMs,
      put: async (_kind, bytes) => await put(Buffer.from(bytes).toString()),
    });

  test('is read as it grows, and what is put reaches it and is read meanwhile', async () => {
    await using store = open();
    const handing = Promise.withResolvers<undefined>();
    await using lent = lend(async (text) => {
      await handing.promise;
      store.put('logs', bytesOf(text));
    });
    const theirs = store.put('diffs', bytesOf('theirs'));
    expect(lent.resolve(theirs)).toEqual(bytesOf('theirs'));
    const uri = lent.put('logs', bytesOf('mine'));
    expect(lent.resolve(uri)).toEqual(bytesOf('mine'));
    expect(store.stat(uri)).toBeNull();
    handing.resolve(undefined);
    await lent.handedOver?.();
    expect(store.resolve(uri)).toEqual(bytesOf('mine'));
    expect(lent.putIfAbsent('logs', bytesOf('mine'))).toEqual({ uri, created: false });
  });

  test('says of what it could not hand over why, and keeps nothing of it', async () => {
    await using store = open(10);
    await using lent = lend(async (text) => void store.put('logs', bytesOf(text)));
    const uri = lent.put('logs', bytesOf('more than ten bytes'));
    await expect(lent.handedOver?.()).rejects.toThrow('HERMES_ANCHORS_FULL');
    expect(() => lent.resolve(uri)).toThrow('HERMES_ANCHORS_MISSING');
  });
});
