import { hash } from 'node:crypto';
import type { AnchorKind, AnchorUri } from '../contract/anchor.ts';
import { AnchorUri as AnchorUriSchema } from '../contract/anchor.ts';
import { HermesError } from '../errors.ts';

/** The name of these bytes as an anchor of this kind. */
export function anchorUri(kind: AnchorKind, bytes: Uint8Array): AnchorUri {
  return `mcp://${kind}/${hash('sha256', bytes, 'hex')}`;
}

/** Takes a reference apart; throws HERMES_ANCHORS_URI when it is not one. */
export function parseAnchorUri(uri: string): { kind: AnchorKind; digest: string } {
  if (!AnchorUriSchema.safeParse(uri).success) {
    throw new HermesError('HERMES_ANCHORS_URI', {
      message: `"${uri.slice(0, 200)}" is not an anchor.`,
      fix: 'use mcp://<logs|diffs|patches|repo|payloads>/<SHA-256, lowercase hex>, as put() returned it',
    });
  }
  const slash = uri.lastIndexOf('/');
  return { kind: uri.slice('mcp://'.length, slash) as AnchorKind, digest: uri.slice(slash + 1) };
}
