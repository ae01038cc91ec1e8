import type { AnchorKind } from '../contract/anchor.ts';

/** How anchors of a kind are kept and from which size on they pay. */
export interface KindRule {
  /** Time to live in the live store; null = pinned, never expires. */
  ttlMs: number | null;
  /** A payload smaller than this travels inline (DESIGN.md §5). */
  thresholdBytes: number;
}

const hourMs = 3_600_000;
const kibibyte = 1024;

/** DESIGN.md §5. `payloads` is the kind of everything without a kind of its own: kept like logs, anchored like patches. */
export const kindRules: Record<AnchorKind, KindRule> = {
  logs: { ttlMs: 24 * hourMs, thresholdBytes: kibibyte },
  diffs: { ttlMs: 7 * 24 * hourMs, thresholdBytes: kibibyte },
  patches: { ttlMs: 7 * 24 * hourMs, thresholdBytes: 4 * kibibyte },
  repo: { ttlMs: null, thresholdBytes: 4 * kibibyte },
  payloads: { ttlMs: 24 * hourMs, thresholdBytes: 4 * kibibyte },
};

/** The kind a payload's media type stands for; `payloads` for everything that is not a log, diff or patch. */
export function kindOfMediaType(mediaType: string): AnchorKind {
  return mediaTypeKinds.get(mediaType) ?? 'payloads';
}

const mediaTypeKinds: ReadonlyMap<string, AnchorKind> = new Map([
  ['text/x-log', 'logs'],
  ['text/x-diff', 'diffs'],
  ['text/x-patch', 'patches'],
]);
