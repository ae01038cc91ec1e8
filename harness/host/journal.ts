import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { canonicalJson } from '../contract/canonical-json.ts';
import { JournalEntry } from '../contract/run-record.ts';

/** journal.jsonl: finished samples, on disk before their slot takes another. */
export interface Journal extends Disposable {
  /** Returns when the entry is on disk (fsync). */
  append(entry: JournalEntry): void;
}

/** Opens a journal for appending. */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'a', 0o644);
  return {
    append(entry) {
      const line = Buffer.from(journalLine(entry));
      for (let written = 0; written < line.length;) written += writeSync(file, line, written);
      fsyncSync(file);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** A journal's line of a finished sample. */
export function journalLine(entry: JournalEntry): string {
  return `${canonicalJson(JournalEntry.parse(entry))}\n`;
}

/** Every whole entry of a journal; a last line cut off by a kill is left out, any other damage throws. */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // Whatever follows the last newline was being written when the process died.
  return lines.slice(0, -1).map((line) => JournalEntry.parse(JSON.parse(line)));
}
