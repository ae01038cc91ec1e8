import { createHash } from 'node:crypto';
import { readGgufHeader, type GgufValue } from './gguf-reader.ts';

/** What a GGUF file says about itself. */
export interface GgufMetadata {
  name: string | null;
  architecture: string;
  /** Quantization of most tensors by `general.file_type`, e.g. `Q8_0`; `unknown-N` for a type this version does not know. */
  quantization: string;
  /** Tokens the model was trained to see at once. */
  contextLength: number | null;
  blockCount: number | null;
  embeddingLength: number | null;
  headCount: number | null;
  headCountKv: number | null;
  /** Per head; null = embedding length over head count. */
  keyLength: number | null;
  valueLength: number | null;
  vocabularySize: number | null;
  license: string | null;
  /** Shards of the model; 1 for a single file. */
  shards: number;
  tensorCount: number;
  parameters: number;
  chatTemplate: string | null;
  /** SHA-256 over key names and raw value bytes of all `tokenizer.*` keys in file order. */
  tokenizerSha256: string;
  /** SHA-256 of the chat template's UTF-8 bytes; null when the file has none. */
  chatTemplateSha256: string | null;
}

/** What is said wherever a model is met that a run cannot ask. */
export function withoutTemplate(name: string): string {
  return `${name} has no chat template (a base model?), so a run cannot ask it: take its instruct edition`;
}

/**
 * Reads the header of a GGUF file (v2, v3); no tensor is read. Throws HERMES_CACHE_NOT_GGUF, _TRUNCATED (also when
 * the tensors would end after the file does) or _CORRUPT.
 */
export async function readGgufMetadata(path: string): Promise<GgufMetadata> {
  const header = await readGgufHeader(path);
  const text = (key: string) => stringOrNull(header.values.get(key));
  const architecture = text('general.architecture') ?? 'unknown';
  const count = (key: string) => numberOrNull(header.values.get(`${architecture}.${key}`));
  const chatTemplate = text('tokenizer.chat_template');
  const fileType = numberOrNull(header.values.get('general.file_type'));
  return {
    name: text('general.name'),
    architecture,
    quantization: fileType === null ? 'unknown' : (fileTypes[fileType] ?? `unknown-${fileType}`),
    contextLength: count('context_length'),
    blockCount: count('block_count'),
    embeddingLength: count('embedding_length'),
    headCount: count('attention.head_count'),
    headCountKv: count('attention.head_count_kv'),
    keyLength: count('attention.key_length'),
    valueLength: count('attention.value_length'),
    vocabularySize: arrayLength(header.values.get('tokenizer.ggml.tokens')),
    license: text('general.license'),
    shards: numberOrNull(header.values.get('split.count')) ?? 1,
    tensorCount: header.tensors.length,
    parameters: header.tensors.reduce((sum, tensor) => sum + tensor.elements, 0),
    chatTemplate,
    tokenizerSha256: header.tokenizerSha256,
    chatTemplateSha256:
      chatTemplate === null ? null : createHash('sha256').update(chatTemplate, 'utf8').digest('hex'),
  };
}

/** `enum llama_ftype` of llama.cpp's llama.h. */
const fileTypes: Record<number, string> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  19: 'IQ2_XXS',
  20: 'IQ2_XS',
  21: 'Q2_K_S',
  22: 'IQ3_XS',
  23: 'IQ3_XXS',
  24: 'IQ1_S',
  25: 'IQ4_NL',
  26: 'IQ3_S',
  27: 'IQ3_M',
  28: 'IQ2_S',
  29: 'IQ2_M',
  30: 'IQ4_XS',
  31: 'IQ1_M',
  32: 'BF16',
  36: 'TQ1_0',
  37: 'TQ2_0',
  38: 'MXFP4_MOE',
};

function stringOrNull(value: GgufValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: GgufValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function arrayLength(value: GgufValue | undefined): number | null {
  return typeof value === 'object' ? value.length : null;
}
