import { HermesError } from '../contract/errors.ts';

/** A model reference taken apart. `revision` is a branch, tag or commit; `selector` a file name or a quantization. */
export interface ModelRef {
  repo: string;
  revision: string;
  selector: { type: 'file'; file: string } | { type: 'quant'; quant: string } | { type: 'default' };
}

const refPattern = /^(?<repo>[\w.-]+\/[\w.-]+)(?:@(?<revision>[\w./-]+))?(?::(?<selector>[\w./-]+))?$/;

/** Parses `org/name[@revision][:file-or-quant]`; the revision defaults to `main`. Throws HERMES_CACHE_BAD_REF. */
export function parseModelRef(ref: string): ModelRef {
  const groups = refPattern.exec(ref)?.groups;
  const repo = groups?.['repo'];
  const parts = ref.split(/[/@:]/);
  if (repo === undefined || parts.includes('..') || parts.includes('.')) {
    throw new HermesError('HERMES_CACHE_BAD_REF', {
      message: `"${ref}" is not a model reference.`,
      fix: 'write org/name[@revision][:file-or-quant], e.g. hermes-harness/nano:q8_0.',
    });
  }
  return {
    repo,
    revision: groups?.['revision'] ?? 'main',
    selector: selectorOf(groups?.['selector']),
  };
}

/** Name of a repository's folder in the Hub's cache layout. */
export function repoFolder(repo: string, type: 'model' | 'dataset' = 'model'): string {
  return `${type}s--${repo.replaceAll('/', '--')}`;
}

function selectorOf(text: string | undefined): ModelRef['selector'] {
  if (text === undefined) return { type: 'default' };
  return text.toLowerCase().endsWith('.gguf') ? { type: 'file', file: text } : { type: 'quant', quant: text };
}
