const kibibyte = 1024;

/** From this size on a payload is anchored whatever its kind. */
const alwaysAnchorBytes = 256 * kibibyte;

/**
 * Benefit-aware anchoring (DESIGN.md §5): 256 KiB and more are always anchored; less only from the kind's threshold on, and only if the
 * reference is shorter than the data, so that the message path never grows.
 */
export function anchorPays(size: { bytes: number; thresholdBytes: number; referenceBytes: number }): boolean {
  if (size.bytes >= alwaysAnchorBytes) return true;
  return size.bytes >= size.thresholdBytes && size.referenceBytes < size.bytes;
}
