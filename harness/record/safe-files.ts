import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { HermesError } from '../contract/errors.ts';

// Reading of files that somebody else may have laid out: regular files only, never through a link, in pieces, with a limit.

/** Longest line of a file that is read by lines, in bytes: a sample with its transcript takes a few hundred KiB at most. */
const longestLineBytes = 256 * 2 ** 20;
const pieceBytes = 1 << 20;

/** What lies below a folder. */
export interface Listing {
  /** Regular files, relative, with `/`, sorted by UTF-16 code units. */
  files: string[];
  /** What is neither file nor folder: `link`, `pipe`, `socket` or `device`. Nothing of it was opened or followed. */
  strange: { name: string; kind: string }[];
}

/** Lists a folder without following a link, so that nothing outside it is looked at. */
export function listFolder(folder: string): Listing {
  const listing: Listing = { files: [], strange: [] };
  const walk = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (entry.isFile()) listing.files.push(name);
      else listing.strange.push({ name, kind: kindOf(entry) });
    }
  };
  walk('');
  listing.files.sort((a, b) => (a < b ? -1 : 1));
  listing.strange.sort((a, b) => (a.name < b.name ? -1 : 1));
  return listing;
}

function kindOf(entry: { isSymbolicLink(): boolean; isFIFO(): boolean; isSocket(): boolean }): string {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'pipe';
  return entry.isSocket() ? 'socket' : 'device';
}

/** Size and SHA-256 of a regular file, read in pieces. Throws the system's error, or HERMES_RUN_DIR_UNREADABLE for anything but a file. */
export function digestOfFile(path: string, follow = false): { bytes: number; sha256: string } {
  const digest = createHash('sha256');
  let bytes = 0;
  for (const piece of piecesOf(path, follow)) {
    digest.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: digest.digest('hex') };
}

/** A line of a file, without its newline. */
export interface Line {
  text: string;
  /** Counted from 1. */
  number: number;
  /** Where the line after it begins. */
  endByte: number;
  /** False for what follows the last newline. */
  whole: boolean;
}

/** The lines of a regular file, one at a time, split on \n bytes only: the file may be larger than any string. Throws as `digestOfFile`. */
export function* linesOf(path: string): Generator<Line> {
  let decoder = new StringDecoder('utf8');
  let [text, number, length, endByte] = ['', 0, 0, 0];
  for (const piece of piecesOf(path, false)) {
    let from = 0;
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
      text += decoder.write(piece.subarray(from, at)) + decoder.end();
      decoder = new StringDecoder('utf8');
      endByte += at + 1 - from;
      number += 1;
      yield { text, number, endByte, whole: true };
      [text, length, from] = ['', 0, at + 1];
    }
    const rest = piece.subarray(from);
    length += rest.length;
    endByte += rest.length;
    if (length > longestLineBytes)
      throw refused(path, `line ${number + 1} is longer than ${longestLineBytes} bytes`);
    text += decoder.write(rest);
  }
  text += decoder.end();
  if (text !== '') yield { text, number: number + 1, endByte, whole: false };
}

function* piecesOf(path: string, follow: boolean): Generator<Buffer> {
  // Without O_NONBLOCK, opening a pipe that nobody writes to never returns.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW);
  const file = openSync(path, flags);
  try {
    if (!fstatSync(file).isFile()) throw refused(path, 'it is not a regular file');
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceBytes);
      const read = readSync(file, piece, 0, pieceBytes, null);
      if (read === 0) return;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

function refused(path: string, why: string): HermesError {
  return new HermesError('HERMES_RUN_DIR_UNREADABLE', {
    message: `${path} was not read: ${why}.`,
    value: path,
    fix: 'give the directory of a run as Hermes wrote it.',
  });
}
