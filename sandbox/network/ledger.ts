import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** Characters of an entry's texts that are kept: of a target somebody else decides how long it is. */
const mostCharacters = 1000;

/** Appends to this process's own file, synchronously, so that a SIGKILL right after a refusal loses nothing. */
export class LedgerWriter {
  readonly processName: string;
  readonly entries: LedgerEntry[] = [];
  readonly #path: string | null;
  readonly #descriptor: number | null;
  readonly #runStartMs: number;
  #attempts = 0;

  constructor(policy: SealPolicy) {
    this.processName = `${ledgerName(policy, process.pid)}${isMainThread ? '' : `-t${threadId}`}`;
    this.#descriptor = policy.ledgerDescriptor;
    this.#runStartMs = policy.runStartMs;
    this.#path = policy.ledgerDir === null ? null : join(policy.ledgerDir, `${this.processName}.jsonl`);
  }

  /** Milliseconds since the run started. */
  elapsedMs(): number {
    return Date.now() - this.#runStartMs;
  }

  /**
   * Keeps the entry in memory and, where there is a ledger, on disk before it returns. Of more than 1,000 attempts
   * the rest is refused as well but not listed; the last line says so. A ledger that its process has filled or closed takes no more lines: what is refused stays refused.
   */
  write(entry: LedgerEntry): void {
    if (entry.type === 'attempt') {
      this.#attempts += 1;
      if (this.#attempts > mostAttempts + 1) return;
      if (this.#attempts === mostAttempts + 1)
        entry = { ...entry, api: 'further attempts', target: 'not listed', stack: '' };
    }
    const kept = shortened(entry);
    this.entries.push(kept);
    const line = `${JSON.stringify(kept)}\n`;
    if (this.#descriptor !== null) appendTo(this.#descriptor, line);
    else if (this.#path !== null) append(this.#path, line);
  }
}

/** `<role>-<pid>`, or `<role>-<label>`: what a process is called in its ledger, and its ledger among others. */
export function ledgerName(
  { role, label }: Pick<SealPolicy, 'role' | 'label'>,
  pid: number | string,
): string {
  return `${role}-${label ?? pid}`;
}

function shortened(entry: LedgerEntry): LedgerEntry {
  if (entry.type !== 'attempt') return entry;
  const cut = (text: string) => text.slice(0, mostCharacters);
  return { ...entry, api: cut(entry.api), target: cut(entry.target), stack: cut(entry.stack) };
}

function appendTo(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, line);
  } catch {
    // The process did that to its own ledger; who reads it misses the proof of its seal or finds a line cut off.
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
 * All entries of a ledger directory and the folders in it, by time. A last line that a SIGKILL cut off is skipped. Lines that are no entries of the process whose file
 * it is are one attempt of that process more, at layer `ledger`. An absent directory has no entries.
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
  const name = basename(path, '.jsonl');
  const read = lines.map((line) => ({ line, entry: entryOf(line, name) }));
  const entries = read.flatMap(({ entry }) => entry ?? []);
  const bad = read.filter(({ entry }) => entry === null);
  return bad.length === 0
    ? entries
    : [
        ...entries,
        badLines(
          name,
          bad.map(({ line }) => line),
        ),
      ];
}

/** null for a line that is no entry, or the entry of another process. */
function entryOf(line: string, name: string): LedgerEntry | null {
  try {
    const entry = Line.parse(JSON.parse(line));
    return entry.process === name || entry.process.startsWith(`${name}-`) ? entry : null;
  } catch {
    return null;
  }
}

function badLines(name: string, lines: string[]): Attempt {
  return {
    type: 'attempt',
    atMs: 0,
    process: name,
    layer: 'ledger',
    api: lines.length === 1 ? 'a line of its ledger' : `${lines.length} lines of its ledger`,
    target: (lines[0] ?? '').slice(0, 200),
    stack: '',
    suite: null,
    task: null,
    origin: name.startsWith('sandbox-') ? 'agent' : 'ours',
  };
}
