import { DatabaseSync } from 'node:sqlite';
import type { AnchorKind, AnchorStat, AnchorUri } from '../contract/anchor.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { anchorUri, digestOfBytes, parseAnchorUri } from './anchor-uri.ts';
import { kindRules } from './kinds.ts';
import { type AnchorRow, type AnchorTable, openAnchorTable, readAnchorTable } from './table.ts';

/** Content-addressed store of anchors; several processes may have the same file open. */
export interface AnchorStore extends AsyncDisposable {
  /** Stores the bytes, or starts their time to live anew (and heals them) when they are there. HERMES_ANCHORS_FULL when they do not fit. */
  put(kind: AnchorKind, bytes: Uint8Array): AnchorUri;
  /** Like `put`, but leaves a living anchor of the same name as it is and says so. */
  putIfAbsent(kind: AnchorKind, bytes: Uint8Array): { uri: AnchorUri; created: boolean };
  /** The bytes, checked against the digest. HERMES_ANCHORS_{URI,MISSING,EXPIRED,CORRUPT}. */
  resolve(uri: string): Uint8Array;
  /** What is known without reading the bytes; null when nothing of that name is stored. HERMES_ANCHORS_URI. */
  stat(uri: string): AnchorStat | null;
  /** Every stored anchor, expired ones included, sorted by name. */
  list(kind?: AnchorKind): AnchorStat[];
  /** Deletes what has expired; returns how many. `put` does so by itself when room is short. */
  purge(): number;
  /** Where what is put is handed to another process: resolves when that has stored it all, rejects as `put` throws. */
  handedOver?(): Promise<void>;
  close(): void;
}

/** Opens (or creates) the store. `path` is a file; `clock` returns milliseconds; `capacityBytes` bounds the sum of all stored bytes. */
export function openAnchorStore(options: {
  path: string;
  clock: () => number;
  capacityBytes: number;
}): AnchorStore {
  const table = guarded('open', () => openAnchorTable(new DatabaseSync(options.path, { timeout: 10_000 })));
  const context: StoreContext = { table, clock: options.clock, capacityBytes: options.capacityBytes };
  const close = () => table.close();
  return {
    put: (kind, bytes) => guarded('put', () => table.atomically(() => put(context, kind, bytes))),
    putIfAbsent: (kind, bytes) =>
      guarded('putIfAbsent', () => table.atomically(() => putIfAbsent(context, kind, bytes))),
    resolve: (uri) => guarded('resolve', () => resolve(context, uri)),
    stat: (uri) => guarded('stat', () => stat(context, uri)),
    list: (kind) =>
      guarded('list', () => table.list(kind ?? null).map((row) => toStat(row, options.clock()))),
    purge: () => guarded('purge', () => table.purge(options.clock())),
    close,
    [Symbol.asyncDispose]: async () => close(),
  };
}

/**
 * A store that another process keeps, as one sees it who may only read its file: what is put is handed to `put`, for that process to store. `handedOver()` tells
 * when; until then it is read from here.
 */
export function openLentStore(options: {
  path: string;
  clock: () => number;
  put(kind: AnchorKind, bytes: Uint8Array): Promise<void>;
}): AnchorStore {
  const { path, clock } = options;
  const table = guarded('open', () =>
    readAnchorTable(new DatabaseSync(path, { readOnly: true, timeout: 10_000 })),
  );
  const context: StoreContext = { table, clock, capacityBytes: 0 };
  const onTheirWay = new Map<AnchorUri, { bytes: Uint8Array; stored: Promise<void> }>();
  const put = (kind: AnchorKind, bytes: Uint8Array): AnchorUri => {
    const uri = anchorUri(kind, digestOfBytes(bytes));
    const stored = options.put(kind, bytes).finally(() => onTheirWay.delete(uri));
    // Whoever waits is told.
    stored.catch(() => undefined);
    onTheirWay.set(uri, { bytes, stored });
    return uri;
  };
  const close = () => table.close();
  return {
    put,
    putIfAbsent(kind, bytes) {
      const known = guarded('stat', () => table.stat(kind, digestOfBytes(bytes)));
      if (known === undefined || isExpired(known, clock())) return { uri: put(kind, bytes), created: true };
      return { uri: anchorUri(kind, known.digest), created: false };
    },
    resolve: (uri) => onTheirWay.get(uri)?.bytes ?? guarded('resolve', () => resolve(context, uri)),
    stat: (uri) => guarded('stat', () => stat(context, uri)),
    list: (kind) => guarded('list', () => table.list(kind ?? null).map((row) => toStat(row, clock()))),
    purge: () => 0,
    handedOver: async () => {
      await Promise.all([...onTheirWay.values()].map(({ stored }) => stored));
    },
    close,
    [Symbol.asyncDispose]: async () => close(),
  };
}

interface StoreContext {
  table: AnchorTable;
  clock: () => number;
  capacityBytes: number;
}

function put(context: StoreContext, kind: AnchorKind, bytes: Uint8Array): AnchorUri {
  const digest = digestOfBytes(bytes);
  const now = context.clock();
  const { ttlMs } = kindRules[kind];
  const expiresMs = ttlMs === null ? null : now + ttlMs;
  const stored = context.table.get(kind, digest);
  if (stored && Buffer.compare(stored.data, bytes) === 0) {
    context.table.renew({ kind, digest, createdMs: now, expiresMs });
  } else {
    makeRoom(context, bytes.length - (stored?.size ?? 0), now);
    context.table.put({ kind, digest, size: bytes.length, createdMs: now, expiresMs }, bytes);
  }
  return anchorUri(kind, digest);
}

function putIfAbsent(context: StoreContext, kind: AnchorKind, bytes: Uint8Array) {
  const digest = digestOfBytes(bytes);
  const stored = context.table.stat(kind, digest);
  if (stored && !isExpired(stored, context.clock())) return { uri: anchorUri(kind, digest), created: false };
  return { uri: put(context, kind, bytes), created: true };
}

function resolve(context: StoreContext, uri: string): Uint8Array {
  const { kind, digest } = parseAnchorUri(uri);
  const found = context.table.get(kind, digest);
  if (!found) {
    throw new HermesError('HERMES_ANCHORS_MISSING', {
      message: `${uri} is not in the store.`,
      fix: 'put it first; a finished run keeps its anchors as files under anchors/.',
    });
  }
  const now = context.clock();
  if (found.expiresMs !== null && found.expiresMs <= now) {
    throw new HermesError('HERMES_ANCHORS_EXPIRED', {
      message: `${uri} expired ${now - found.expiresMs} ms ago.`,
      fix: 'put it again, use the pinned kind "repo", or read the copy in the run directory under anchors/.',
    });
  }
  if (digestOfBytes(found.data) !== digest) {
    throw new HermesError('HERMES_ANCHORS_CORRUPT', {
      message: `${uri} holds ${found.data.length} bytes that do not have its digest.`,
      fix: 'put the bytes again (which heals the anchor) and check the disk.',
    });
  }
  return found.data;
}

function stat(context: StoreContext, uri: string): AnchorStat | null {
  const { kind, digest } = parseAnchorUri(uri);
  const row = context.table.stat(kind, digest);
  return row ? toStat(row, context.clock()) : null;
}

function makeRoom(context: StoreContext, extraBytes: number, nowMs: number): void {
  if (context.table.totalBytes() + extraBytes <= context.capacityBytes) return;
  context.table.purge(nowMs);
  const usedBytes = context.table.totalBytes();
  if (usedBytes + extraBytes <= context.capacityBytes) return;
  throw new HermesError('HERMES_ANCHORS_FULL', {
    message: `${extraBytes} more bytes do not fit: ${usedBytes} of ${context.capacityBytes} bytes are in use by living anchors.`,
    fix: 'raise the capacity of the anchor store, or anchor less.',
  });
}

function toStat(row: AnchorRow, nowMs: number): AnchorStat {
  return {
    uri: anchorUri(row.kind, row.digest),
    kind: row.kind,
    bytes: row.size,
    createdMs: row.createdMs,
    expiresMs: row.expiresMs,
    expired: isExpired(row, nowMs),
  };
}

function isExpired(row: AnchorRow, nowMs: number): boolean {
  return row.expiresMs !== null && row.expiresMs <= nowMs;
}

function guarded<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof HermesError) throw cause;
    throw new HermesError('HERMES_ANCHORS_STORE', {
      message: `${what} failed: ${textOf(cause)}.`,
      fix: 'check that the file is a Hermes anchor store and that its directory is writable and not full.',
      cause,
    });
  }
}
