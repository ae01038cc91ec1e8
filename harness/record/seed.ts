import { createHash } from 'node:crypto';
import { canonicalJson } from '../contract/canonical-json.ts';

/** What a seed depends on; nothing of workers, order or time. */
export interface SeedInputs {
  runSeed: number;
  suite: string;
  /** Task id. */
  case: string;
  /** Number of the attempt. */
  repeat: number;
  role: string;
  /** Number of the completion within role and attempt. */
  turn: number;
}

/** Name of the scheme, written into the manifest. */
export const seedScheme = 'hermes/seed/v1';

/** 31-bit seed by scheme `hermes/seed/v1` (evidence.md §2.6): 2^32-1 would mean "random" to llama.cpp and cannot occur. */
export function deriveSeed(inputs: SeedInputs): number {
  return seedWord(inputs) & 0x7fffffff;
}

/** The 32-bit word before masking; exported for its test vector. */
export function seedWord({ runSeed, suite, case: task, repeat, role, turn }: SeedInputs): number {
  const text = `${seedScheme}\0${canonicalJson({ runSeed, suite, case: task, repeat, role, turn })}`;
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}
