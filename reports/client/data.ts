import type { JournalEntry } from '../../harness/contract/run-record.ts';
import { type IndexRow, type Islands, type PageIndex, taskId, type ShownTask } from '../html/page-data.ts';
import { byId } from './dom.ts';

const decoded = new Map<keyof Islands, Promise<unknown>>();

/** Decodes an island of the page (base64 of gzip of JSON); each is decoded once. */
export function island<Name extends keyof Islands>(name: Name): Promise<Islands[Name]> {
  const loading = decoded.get(name) ?? decode(name);
  decoded.set(name, loading);
  // The page's policy runs the script that came with the data, and the writer is checked against the same types.
  return loading as Promise<Islands[Name]>;
}

/** The whole entry of a sample, or null when its transcript is not in this page. */
export async function sampleEntry(row: IndexRow): Promise<JournalEntry | null> {
  if (row.chunk === null) return null;
  const chunk = await island(`samples-${row.chunk}`);
  return chunk[row.id] ?? null;
}

/** The task of a sample, or null. */
export async function taskOf(index: PageIndex, row: IndexRow): Promise<ShownTask | null> {
  const id = taskId(row);
  const number = index.taskChunks[id];
  if (number === undefined) return null;
  const chunk = await island(`tasks-${number}`);
  return chunk[id] ?? null;
}

async function decode(name: string): Promise<unknown> {
  const text = byId(`data-${name}`).textContent.trim();
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
