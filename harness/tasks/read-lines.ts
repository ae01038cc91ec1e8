import { readFileSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { sha256 } from '../contract/canonical-json.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { wellFormed } from '../contract/well-formed.ts';
import { projectFolder } from './project-folder.ts';
import { mostUnpackedBytes, unpackBounded } from './unpack-limit.ts';

/** A JSONL file as read: its digest and its lines that are not blank, each with its number from 1. */
export interface JsonLines {
  path: string;
  sha256: string;
  lines: { number: number; text: string }[];
}

/**
 * Reads a JSONL file, gzipped or not. HermesError HERMES_TASK_MISSING when it cannot be read, HERMES_TASK_NOT_UTF8 when it is not text.
 */
export function readJsonLines(path: string): JsonLines {
  const bytes = readBytes(path);
  return { path, sha256: sha256(bytes), lines: splitLines(decodeText(bytes, path)) };
}

/** Bytes as text, unpacked when they are gzip. HermesError HERMES_TASK_NOT_UTF8, HERMES_TASK_TOO_LARGE. */
export function decodeText(bytes: Buffer, path: string): string {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, path) : bytes;
  if (isUtf8(plain)) return plain.toString('utf8');
  throw new HermesError('HERMES_TASK_NOT_UTF8', {
    message: `${path} is not UTF-8 text.`,
    fix: 'save it as UTF-8 JSON, one object a line; gzip is fine, too.',
  });
}

/** Lines of a text that are not blank, each with its number from 1. */
export function splitLines(text: string): { number: number; text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
}

/** Parses one line into an object; HermesError HERMES_TASK_BAD_LINE with file and line otherwise. */
export function parseLine(path: string, line: { number: number; text: string }): Record<string, unknown> {
  const value = tryParse(path, line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw badLine(
    `${path}:${line.number} is ${Array.isArray(value) ? 'an array' : JSON.stringify(value)}, not a JSON object.`,
  );
}

/** The error of a line that cannot be used. */
export function badLine(
  message: string,
  fix = 'write one JSON object a line.',
  cause?: unknown,
): HermesError {
  return new HermesError('HERMES_TASK_BAD_LINE', { message, fix, cause });
}

function unpack(bytes: Buffer, path: string): Buffer {
  try {
    return unpackBounded(bytes, { codec: 'gzip', most: mostUnpackedBytes, path });
  } catch (cause) {
    if (cause instanceof HermesError) throw cause;
    throw new HermesError('HERMES_TASK_NOT_UTF8', {
      message: `${path} is gzip that cannot be unpacked: ${textOf(cause)}.`,
      fix: 'fetch the file again.',
      cause,
    });
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(resolve(projectFolder(), path));
  } catch (cause) {
    throw new HermesError('HERMES_TASK_MISSING', {
      message: `${path} cannot be read: ${textOf(cause)}.`,
      fix: 'check the path; it is resolved against the current directory.',
      cause,
    });
  }
}

function tryParse(path: string, line: { number: number; text: string }): unknown {
  try {
    const record = JSON.parse(line.text) as unknown;
    const { value } = wellFormed(record);
    // A case says what is to come in and out, to the unit: it is refused later, not mended.
    return hasCases(record) && hasCases(value) ? { ...value, cases: record.cases } : value;
  } catch (cause) {
    const what = textOf(cause);
    throw badLine(`${path}:${line.number} is not JSON: ${what}.`, undefined, cause);
  }
}

function hasCases(value: unknown): value is { cases: unknown } {
  return typeof value === 'object' && value !== null && 'cases' in value;
}
