import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BenchResult } from '../cli/bench/bench-result.ts';
import { timeResult } from './testing/time-result.ts';
import { openAnchorStore } from './store.ts';

/** Dereferencing an anchor (with its integrity check) against reading the same blob from the same kind of table, call by call in turn. */
export async function benchAnchorDeref(options: { reads?: number | undefined } = {}): Promise<BenchResult[]> {
  const reads = options.reads ?? 3_000;
  return [1_024, 4_096, 65_536].flatMap((bytes) => measure(bytes, reads));
}

function measure(bytes: number, reads: number): BenchResult[] {
  const dir = mkdtempSync(join(tmpdir(), 'deref-'));
  const store = openAnchorStore({ path: join(dir, 'a.sqlite'), clock: () => 0, capacityBytes: 1e9 });
  const raw = rawTable(join(dir, 'raw.sqlite'));
  try {
    const uris = Array.from({ length: 50 }, (_, index) => {
      const data = Buffer.alloc(bytes, `${index};`);
      const uri = store.put('logs', data);
      raw.put(uri, data);
      return uri;
    });
    const [ours, theirs]: [number[], number[]] = [[], []];
    const warmUp = Math.ceil(reads / 4);
    for (let index = -warmUp; index < reads; index += 1) {
      const uri = uris[Math.abs(index) % uris.length] ?? '';
      const startedMs = performance.now();
      store.resolve(uri);
      const middleMs = performance.now();
      raw.get(uri);
      const endedMs = performance.now();
      if (index < 0) continue;
      ours.push(middleMs - startedMs);
      theirs.push(endedMs - middleMs);
    }
    const what = { name: `anchor_deref_${bytes}_bytes`, baseline: 'raw node:sqlite read of the same blob' };
    return [
      timeResult({ ...what, percentile: 50 }, ours, theirs),
      timeResult({ ...what, percentile: 95 }, ours, theirs),
    ];
  } finally {
    store.close();
    raw.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function rawTable(path: string) {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE raw (name TEXT PRIMARY KEY, data BLOB) STRICT');
  const put = database.prepare('INSERT INTO raw VALUES (?, ?)');
  const get = database.prepare('SELECT data FROM raw WHERE name = ?');
  return {
    put: (name: string, data: Uint8Array) => void put.run(name, data),
    get: (name: string) => get.get(name),
    close: () => database.close(),
  };
}
