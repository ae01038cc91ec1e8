import { z } from 'zod';

/** What an anchor holds; decides how long it lives and from which size on it pays (harness/anchors/kinds.ts). */
export const AnchorKind = z.enum(['logs', 'diffs', 'patches', 'repo', 'payloads']);
export type AnchorKind = z.infer<typeof AnchorKind>;

/** `mcp://<kind>/<SHA-256 of the bytes, lowercase hex>`. */
export const AnchorUri = z.string().regex(/^mcp:\/\/(?:logs|diffs|patches|repo|payloads)\/[0-9a-f]{64}$/);
export type AnchorUri = z.infer<typeof AnchorUri>;

/** What the store knows about an anchor without reading its bytes. Times are milliseconds of the store's clock. */
export const AnchorStat = z.strictObject({
  uri: AnchorUri,
  kind: AnchorKind,
  bytes: z.number().int().nonnegative(),
  createdMs: z.number(),
  /** null = pinned: never expires. */
  expiresMs: z.number().nullable(),
  expired: z.boolean(),
});
export type AnchorStat = z.infer<typeof AnchorStat>;
