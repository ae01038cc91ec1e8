import { defineHidden } from './primordials.ts';

const two32 = 4_294_967_296;
const two26 = 67_108_864;
const two53 = 9_007_199_254_740_992;
const warmUp = 12;

/** Replaces Math.random by sfc32 (Chris Doty-Humphrey, PractRand), seeded by a 31-bit number at the first call: 53 random bits a call. */
export function installRandom(config: { seed: number }): void {
  let next: (() => number) | undefined;
  const random = (): number => {
    next ??= sfc32(config.seed);
    return ((next() >>> 5) * two26 + (next() >>> 6)) / two53;
  };
  defineHidden(Math, 'random', random);
}

function sfc32(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = (seed / two32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < warmUp; round += 1) next();
  return next;
}
