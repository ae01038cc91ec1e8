import { constants, closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnchorKind, type AnchorStat } from '../contract/anchor.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { anchorUri, digestOfBytes, parseAnchorUri } from './anchor-uri.ts';
import type { AnchorReader } from './mcp-server.ts';

/**
 * Reads the anchors that a run left as files `<dir>/<kind>/<digest>`. They never expire. Only regular files of the right name count, links are not followed, and
 * bytes are checked against their digest: HERMES_ANCHORS_{URI,MISSING,CORRUPT,STORE}.
 */
export function exportedAnchors(dir: string): AnchorReader {
  return {
    resolve(uri) {
      const { kind, digest } = parseAnchorUri(uri);
      const bytes = isFolder(join(dir, kind)) ? readPlainFile(join(dir, kind, digest)) : undefined;
      if (bytes === undefined) {
        throw new HermesError('HERMES_ANCHORS_MISSING', {
          message: `${uri} is not among the anchors of this run.`,
          fix: 'list the resources to see what is there.',
        });
      }
      if (digestOfBytes(bytes) === digest) return bytes;
      throw new HermesError('HERMES_ANCHORS_CORRUPT', {
        message: `${uri} holds ${bytes.length} bytes that do not have its digest.`,
        fix: 'run `hermes verify RUNDIR`: the run directory was changed.',
      });
    },
    stat(uri) {
      const { kind, digest } = parseAnchorUri(uri);
      return isFolder(join(dir, kind)) ? statOf(dir, kind, digest) : null;
    },
    list: () =>
      AnchorKind.options
        .toSorted()
        .flatMap((kind) => namesIn(join(dir, kind)).flatMap((digest) => statOf(dir, kind, digest) ?? [])),
  };
}

function namesIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .sort();
}

function statOf(dir: string, kind: AnchorKind, digest: string): AnchorStat | null {
  const found = lstatSync(join(dir, kind, digest), { throwIfNoEntry: false });
  if (found?.isFile() !== true) return null;
  const createdMs = Math.trunc(found.mtimeMs);
  return {
    uri: anchorUri(kind, digest),
    kind,
    bytes: found.size,
    createdMs,
    expiresMs: null,
    expired: false,
  };
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Undefined when there is no regular file of that name; a link or a FIFO is none. */
function readPlainFile(path: string): Uint8Array | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (['ENOENT', 'ELOOP', 'ENXIO'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new HermesError('HERMES_ANCHORS_STORE', {
      message: `${path} cannot be read: ${textOf(cause)}.`,
      fix: 'check the permissions of the run directory.',
      cause,
    });
  }
  try {
    return fstatSync(descriptor).isFile() ? readFileSync(descriptor) : undefined;
  } finally {
    closeSync(descriptor);
  }
}
