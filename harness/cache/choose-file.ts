import { HermesError } from '../contract/errors.ts';
import type { ModelRef } from './model-ref.ts';

/** Preferred when a reference names no file, best first. */
const preferredQuants = ['Q4_K_M', 'Q8_0'];

/**
 * Picks the file a reference means among a snapshot's GGUF files: the named one, the one of a quantization, or (nothing
 * named) the only one, else Q4_K_M, else Q8_0. `undefined` when a named file is absent.
 * Throws HERMES_CACHE_UNKNOWN_QUANT or HERMES_CACHE_AMBIGUOUS, naming what there is.
 */
export function chooseFile(ref: ModelRef, files: string[]): string | undefined {
  const heads = files.filter(isModelHead).sort();
  const { selector } = ref;
  if (selector.type === 'file') return files.find((file) => file === selector.file);
  if (selector.type === 'quant') return chooseQuant(ref.repo, selector.quant, heads);
  if (heads.length <= 1) return heads[0];
  for (const quant of preferredQuants) {
    const matches = heads.filter((file) => hasQuant(file, quant));
    if (matches.length === 1) return matches[0];
  }
  throw ambiguous(ref.repo, 'no file', heads);
}

/** File names of all parts of a model in order: itself, or the shards `…-00001-of-0000N.gguf`. */
export function partsOf(file: string): string[] {
  const shard = /^(?<stem>.*)-00001-of-(?<count>\d{5})\.gguf$/i.exec(file)?.groups;
  if (shard === undefined) return [file];
  const { stem = '', count = '1' } = shard;
  return Array.from(
    { length: Number(count) },
    (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}

/** Not a projector of a vision model, not a later shard. */
function isModelHead(file: string): boolean {
  return !/mmproj/i.test(file) && !/-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(file);
}

function hasQuant(file: string, quant: string): boolean {
  return `.${file.toLowerCase()}`.split(/[-./]/).includes(quant.toLowerCase());
}

function chooseQuant(repo: string, quant: string, heads: string[]): string {
  const matches = heads.filter((file) => hasQuant(file, quant));
  const [only] = matches;
  if (matches.length > 1) throw ambiguous(repo, `quantization ${quant}`, matches);
  if (only !== undefined) return only;
  throw new HermesError('HERMES_CACHE_UNKNOWN_QUANT', {
    message: `${repo} has no GGUF file of quantization "${quant}" in the cache; there are: ${heads.join(', ') || 'none'}.`,
    fix: `name one of them (${repo}:${heads[0] ?? 'FILE.gguf'}) or run hermes cache pull ${repo}:${quant}.`,
  });
}

function ambiguous(repo: string, asked: string, files: string[]): HermesError {
  return new HermesError('HERMES_CACHE_AMBIGUOUS', {
    message: `${asked} of ${repo} was named and several fit: ${files.join(', ')}.`,
    fix: `name one, e.g. ${repo}:${files[0]}.`,
  });
}
