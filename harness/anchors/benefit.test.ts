import { expect, test } from 'vitest';
import { anchorPays } from './benefit.ts';

test.each([
  [1_023, 1_024, 100, false, 'it is below its threshold'],
  [1_024, 1_024, 100, true, 'it is at its threshold'],
  [100, 0, 100, false, 'the reference would be as long as the data'],
  [101, 0, 100, true, 'the reference is shorter'],
  [262_143, 1_000_000, 100, false, 'it is below 256 KiB and its threshold'],
  [262_144, 1_000_000, 1_000_000, true, 'it has 256 KiB, whatever else'],
])('%i bytes, threshold %i, reference %i: anchored is %s, because %s', (...row) => {
  const [bytes, thresholdBytes, referenceBytes, anchored] = row;
  expect(anchorPays({ bytes, thresholdBytes, referenceBytes })).toBe(anchored);
});
