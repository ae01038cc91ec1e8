import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { SealPolicy } from './policy.ts';

/** One refused attempt. */
export const Attempt = z.strictObject({
  type: z.literal('attempt'),
  /** Milliseconds since the run started. */
  atMs: z.number(),
  /** `<role>-<pid>`, or `<role>-<label>` where the policy has one, with `-t<thread>` in a worker thread. */
  process: z.string(),
  layer: z.string(),
  api: z.string(),
  target: z.string(),
  /** Frames of the code that tried, paths relative to the project. */
  stack: z.string(),
  suite: z.nullable(z.string()),
  task: z.nullable(z.string()),
  /** `agent`: tried in a process that only runs agents' programs. */
  origin: z.enum(['agent', 'ours']),
});
export type Attempt = z.output<typeof Attempt>;

/** What one canary found. */
export const CanaryResult = z.strictObject({
  type: z.literal('canary'),
  atMs: z.number(),
  process: z.string(),
  layer: z.string(),
  result: z.enum(['refused', 'through', 'absent']),
  detail: z.string(),
});
export type CanaryResult = z.output<typeof CanaryResult>;

const mostAttempts = 1000;

const Line = z.discriminatedUnion('type', [Attempt, CanaryResult]);
export type LedgerEntry = z.output<typeof Line>;

/** Appends to this process's own file, synchronously, so that a SIGKILL right after a refusal loses nothing. */
export class LedgerWriter {
  readonly processName: string;
  readonly entries: LedgerEntry[] = [];
  readonly #path: string | null;
  readonly #runStartMs: number;
  #attempts = 0;

  constructor(policy: SealPolicy) {
    const name = `${policy.role}-${policy.label ?? process.pid}`;
    this.processName = `${name}${isMainThread ? '' : `-t${threadId}`}`;
    this.#runStartMs = policy.runStartMs;
    this.#path = policy.ledgerDir === null ? null : join(policy.ledgerDir, `${this.processName}.jsonl`);
  }

  /** Milliseconds since the run started. */
  elapsedMs(): number {
    return Date.now() - this.#runStartMs;
  }

  /**
   * Keeps the entry in memory and, where there is a ledger directory, on disk before it returns. Of more than 1,000 attempts
   * the rest is refused as well but not listed; the last line says so.
   */
  write(entry: LedgerEntry): void {
    if (entry.type === 'attempt') {
      this.#attempts += 1;
      if (this.#attempts > mostAttempts + 1) return;
      if (this.#attempts === mostAttempts + 1)
        entry = { ...entry, api: 'further attempts', target: 'not listed', stack: '' };
    }
    this.entries.push(entry);
    if (this.#path !== null) append(this.#path, `${JSON.stringify(entry)}\n`);
  }
}

/** Makes the directory only when it is missing: under `--permission` a sandbox may write into it, but not make it. */
function append(path: string, line: string): void {
  try {
    appendFileSync(path, line);
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, line);
  }
}

/**
 * All entries of a ledger directory and the folders in it, by time. A last line that a SIGKILL cut off is skipped; any other line that is not an
 * entry throws. An absent directory has no entries.
 */
export function readLedger(directory: string): LedgerEntry[] {
  return ledgerFiles(directory)
    .flatMap((path) => readLines(path))
    .sort((a, b) => a.atMs - b.atMs);
}

function ledgerFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
  } catch {
    return [];
  }
}

function readLines(path: string): LedgerEntry[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const last = lines.pop();
  if (last !== undefined && last !== '') process.emitWarning(`${path}: the last line is cut off`);
  return lines.map((line) => Line.parse(JSON.parse(line)));
}
