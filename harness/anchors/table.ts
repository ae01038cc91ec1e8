import type { DatabaseSync } from 'node:sqlite';
import type { AnchorKind } from '../contract/anchor.ts';

/** One stored anchor without its bytes. */
export interface AnchorRow {
  kind: AnchorKind;
  digest: string;
  size: number;
  createdMs: number;
  expiresMs: number | null;
}

interface StoredBytes {
  data: Uint8Array;
  size: number;
  expiresMs: number | null;
}

/** The statements behind the store. Throws what SQLite throws. */
export interface AnchorTable {
  put(row: AnchorRow, data: Uint8Array): void;
  get(kind: AnchorKind, digest: string): StoredBytes | undefined;
  /** Starts the life of a stored anchor anew. */
  renew(row: Omit<AnchorRow, 'size'>): void;
  stat(kind: AnchorKind, digest: string): AnchorRow | undefined;
  list(kind: AnchorKind | null): AnchorRow[];
  totalBytes(): number;
  purge(nowMs: number): number;
  /** Runs the action in one write transaction, so that what it read is still true when it writes. */
  atomically<T>(action: () => T): T;
  close(): void;
}

/**
 * Prepares the table. WAL with `synchronous=NORMAL`: what `put` acknowledged survives the death of every process (not a power cut).
 * The sum of sizes is kept by triggers, so that a put need not count the whole store.
 */
export function openAnchorTable(database: DatabaseSync): AnchorTable {
  database.exec(schema);
  return prepareTable(database);
}

/** The same on a database that is open for reading only, and in which another process keeps the table. */
export function readAnchorTable(database: DatabaseSync): AnchorTable {
  database.exec(mapping);
  return prepareTable(database);
}

function prepareTable(database: DatabaseSync): AnchorTable {
  const statement = (sql: string) => database.prepare(sql);
  const put = statement(
    `INSERT INTO anchors (kind, digest, size, createdMs, expiresMs, data) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, digest) DO UPDATE SET size = excluded.size, createdMs = excluded.createdMs,
       expiresMs = excluded.expiresMs, data = excluded.data`,
  );
  const renew = statement('UPDATE anchors SET createdMs = ?, expiresMs = ? WHERE kind = ? AND digest = ?');
  const get = statement('SELECT data, size, expiresMs FROM anchors WHERE kind = ? AND digest = ?');
  const columns = 'kind, digest, size, createdMs, expiresMs';
  const stat = statement(`SELECT ${columns} FROM anchors WHERE kind = ? AND digest = ?`);
  const list = statement(
    `SELECT ${columns} FROM anchors WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, digest`,
  );
  const total = statement('SELECT bytes FROM total');
  const purge = statement('DELETE FROM anchors WHERE expiresMs <= ?');
  const begin = statement('BEGIN IMMEDIATE');
  const commit = statement('COMMIT');
  return {
    put: (row, data) => {
      put.run(row.kind, row.digest, row.size, row.createdMs, row.expiresMs, data);
    },
    get: (kind, digest) => get.get(kind, digest) as StoredBytes | undefined,
    renew: ({ kind, digest, createdMs, expiresMs }) => {
      renew.run(createdMs, expiresMs, kind, digest);
    },
    stat: (kind, digest) => stat.get(kind, digest) as AnchorRow | undefined,
    list: (kind) => list.all(kind) as unknown as AnchorRow[],
    totalBytes: () => (total.get() as { bytes: number }).bytes,
    purge: (nowMs) => Number(purge.run(nowMs).changes),
    atomically: (action) => {
      begin.run();
      try {
        const result = action();
        commit.run();
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

const mapping = 'PRAGMA mmap_size = 268435456;';
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  ${mapping}
  CREATE TABLE IF NOT EXISTS anchors (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    createdMs REAL NOT NULL,
    expiresMs REAL,
    data BLOB NOT NULL,
    UNIQUE (kind, digest)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byExpiry ON anchors (expiresMs) WHERE expiresMs IS NOT NULL;
  CREATE TABLE IF NOT EXISTS total (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO total VALUES (1, 0);
  CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON anchors
    BEGIN UPDATE total SET bytes = bytes + NEW.size; END;
  CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON anchors
    BEGIN UPDATE total SET bytes = bytes - OLD.size; END;
  CREATE TRIGGER IF NOT EXISTS changed AFTER UPDATE OF size ON anchors
    BEGIN UPDATE total SET bytes = bytes + NEW.size - OLD.size; END;
`;
