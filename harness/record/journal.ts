import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { canonicalJson, sha256 } from '../contract/canonical-json.ts';
import { HermesError } from '../contract/errors.ts';
import { JournalLine, RunPlan } from '../contract/journal.ts';
import { JournalEntry } from '../contract/run-record.ts';
import { linesOf } from './safe-files.ts';

/** What the first line says that it follows. */
const noLine = '0'.repeat(64);

/** What a journal holds. */
export interface JournalContent {
  /** Its first line; null when that is damaged, or there is none. */
  plan: RunPlan | null;
  /** Whole entries, in the order in which their samples finished. */
  entries: JournalEntry[];
  /** Numbers of lines that are no entry, or do not follow the line before them. A last line that a kill cut off is none of them. */
  damaged: number[];
  /** SHA-256 of the last whole line: what the next one has to follow. */
  head: string;
  /** Where the last whole line ends. */
  wholeBytes: number;
}

/** journal.jsonl: the plan of a run, then finished samples, each on disk before its slot takes another. */
export interface Journal extends Disposable {
  /** What was in it when it was opened. */
  earlier: JournalContent;
  /** Returns when the entry is on disk (fsync); when that fails, nothing of it is left there. */
  append(entry: JournalEntry): void;
}

/** Opens a journal for appending; a last line that a kill cut off is cut away. */
export function openJournal(path: string): Journal {
  const earlier = readJournal(path);
  const file = openSync(path, 'a', 0o644);
  ftruncateSync(file, earlier.wholeBytes);
  let { head, wholeBytes } = earlier;
  return {
    earlier,
    append(entry) {
      const text = lineAfter(head, JournalEntry.parse(entry));
      const line = Buffer.from(`${text}\n`);
      try {
        for (let written = 0; written < line.length;) written += writeSync(file, line, written);
        fsyncSync(file);
      } catch (error) {
        cutAway(file, wholeBytes);
        throw error;
      }
      head = sha256(text);
      wholeBytes += line.length;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Takes back a line of which nobody knows whether it is on disk: nobody was told that its sample is finished. */
function cutAway(file: number, wholeBytes: number): void {
  try {
    ftruncateSync(file, wholeBytes);
  } catch {
    // A disk that does not even take this keeps half a line, which readers leave out, or a whole one too many.
  }
}

/** The text of a journal that begins a run: its plan, and the samples that an earlier run has finished. */
export function journalText(plan: RunPlan, entries: readonly JournalEntry[] = []): string {
  const lines: string[] = [];
  let head = noLine;
  for (const content of [{ plan: RunPlan.parse(plan) }, ...entries]) {
    const line = lineAfter(head, content);
    lines.push(`${line}\n`);
    head = sha256(line);
  }
  return lines.join('');
}

/** Reads a journal line by line, whatever its size; what is damaged is told and left out. Empty when there is none. */
export function readJournal(path: string): JournalContent {
  const content: JournalContent = { plan: null, entries: [], damaged: [], head: noLine, wholeBytes: 0 };
  if (!existsSync(path)) return content;
  for (const { text, number, endByte, whole } of linesOf(path)) {
    // Whatever follows the last newline was being written when the process died.
    if (!whole) break;
    const line = parsedLine(text);
    if (line?.chain !== content.head || 'plan' in line !== (number === 1)) content.damaged.push(number);
    if (line !== null && 'plan' in line) content.plan ??= line.plan;
    else if (line !== null) content.entries.push(entryOf(line));
    content.head = sha256(text);
    content.wholeBytes = endByte;
  }
  return content;
}

/** The plan of a run. Throws HERMES_RUN_DIR_UNREADABLE when its journal does not begin with one. */
export function readJournalPlan(path: string): RunPlan {
  const [first] = linesOf(path).take(1);
  const line = first === undefined ? null : parsedLine(first.text);
  if (line !== null && 'plan' in line) return line.plan;
  throw new HermesError('HERMES_RUN_DIR_UNREADABLE', {
    message: `${path}, line 1: it is not the plan of a run.`,
    value: path,
    fix: 'give the directory of a run as Hermes wrote it.',
  });
}

function lineAfter(head: string, content: JournalEntry | { plan: RunPlan }): string {
  return canonicalJson({ chain: head, ...content });
}

function parsedLine(text: string): JournalLine | null {
  try {
    return JournalLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function entryOf({ record, transcript, observation }: JournalEntry): JournalEntry {
  return { record, transcript, observation };
}
