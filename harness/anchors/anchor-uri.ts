import { hash } from 'node:crypto';
import { type AnchorKind, AnchorKind as AnchorKindSchema, type AnchorUri } from '../contract/anchor.ts';
import { HermesError } from '../contract/errors.ts';

/** The reference to an anchor. */
export function anchorUri(kind: AnchorKind, digest: string): AnchorUri {
  return `mcp://${kind}/${digest}`;
}

/** SHA-256 of bytes, lowercase hex: the name of an anchor within its kind. */
export function digestOfBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Takes a reference apart; throws HERMES_ANCHORS_URI when it is not one. */
export function parseAnchorUri(uri: string): { kind: AnchorKind; digest: string } {
  const [, kind, digest] = form.exec(uri) ?? [];
  if (kind === undefined || digest === undefined) {
    throw new HermesError('HERMES_ANCHORS_URI', {
      message: `"${uri.slice(0, 200)}" is not an anchor.`,
      fix: 'use mcp://<logs|diffs|patches|repo|payloads>/<SHA-256, lowercase hex>, as put() returned it.',
    });
  }
  return { kind: kind as AnchorKind, digest };
}

/** As the contract's `AnchorUri`, in the form that takes it apart: this runs on every dereference. */
const form = new RegExp(`^mcp://(${AnchorKindSchema.options.join('|')})/([0-9a-f]{64})$`);
