import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../../contract/canonical-json.ts';
import { HermesError } from '../../contract/errors.ts';
import { parsedJson } from '../../contract/json.ts';
import { projectFolder } from '../project-folder.ts';
import { type JsonLines, parseLine, readJsonLines } from '../read-lines.ts';

/** One record of a samples file: an object, or of bigcode's form the list of one task. */
export interface SampleRecordLine {
  where: string;
  /** Line in its file, or place among the records where there are no lines, from 1. */
  number: number;
  value: Record<string, unknown> | unknown[];
}

/**
 * The records of a samples file, or of all JSON and JSONL files of a folder in the order of their names. HermesError HERMES_TASK_MISSING, HERMES_TASK_NOT_UTF8,
 * HERMES_TASK_BAD_LINE.
 */
export function readSampleRecords(path: string): { sha256: string; lines: SampleRecordLine[] } {
  const names = filesIn(path);
  if (names === undefined) {
    const file = readJsonLines(path);
    return { sha256: file.sha256, lines: recordsOf(file) };
  }
  const files = names.map((name) => readJsonLines(join(path, name)));
  const digests = files.map((file) => Buffer.from(file.sha256, 'hex'));
  const lines = files.flatMap((file) => recordsOf(file));
  return {
    sha256: sha256(Buffer.concat(digests)),
    lines: lines.map((line, index) => ({ ...line, number: index + 1 })),
  };
}

function filesIn(path: string): string[] | undefined {
  const folder = resolve(projectFolder(), path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const names = readdirSync(folder).filter((name) => /\.jsonl?(?:\.gz)?$/.test(name));
  if (names.length > 0) return names.toSorted();
  throw new HermesError('HERMES_TASK_EMPTY', {
    message: `the folder ${path} holds no sample file.`,
    fix: 'name a folder of *.json, *.json.gz or *.jsonl files.',
  });
}

/** A record a line, or one document over all lines. */
function recordsOf({ path, lines }: JsonLines): SampleRecordLine[] {
  const document = wholeDocument(lines);
  if (Array.isArray(document)) {
    return document.map((value: unknown, index) => ({
      where: `${path}[${index}]`,
      number: index + 1,
      value: isRecord(value) ? value : [value].flat(),
    }));
  }
  if (document !== undefined) return [{ where: path, number: 1, value: document }];
  return lines.map((line) => ({
    where: `${path}:${line.number}`,
    number: line.number,
    value: parseLine(path, line),
  }));
}

function wholeDocument(lines: JsonLines['lines']): Record<string, unknown> | unknown[] | undefined {
  const first = lines[0]?.text ?? '';
  if (!first.startsWith('[') && (lines.length === 1 || parsedJson(first) !== undefined)) return undefined;
  const value = parsedJson(lines.map((line) => line.text).join('\n'));
  return Array.isArray(value) || isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
