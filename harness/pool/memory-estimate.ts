import type { GgufMetadata } from '../cache/gguf-metadata.ts';

/** Memory a model is expected to take, in MiB. */
export interface MemoryEstimate {
  /** The file; mapped once for all CPU workers, loaded by each GPU worker. */
  weightsMiB: number;
  /** Keys and values of one worker's context. */
  contextMiB: number;
  /** Process, tokenizer and scratch buffers of one worker. */
  overheadMiB: number;
  /** Private copy of the weights in the CPU's own layout, that llama.cpp makes of quantised models in each CPU worker. */
  repackedMiB: number;
}

const mib = 2 ** 20;
const bytesPerKvValue = 2;
/** A worker with the smallest model: Node 24, node-llama-cpp and its libraries (measured: 85–100 MiB of PSS). */
const processMib = 120;
/** The vocabulary is held as JavaScript strings and as llama.cpp's tables (measured on 49,152 entries). */
const bytesPerVocabularyEntry = 1024;
const batchTokens = 512;
/** Float buffers as wide as the embedding that a batch needs at once (measured upper bound on small models). */
const scratchWidths = 24;

/** KV cache = 2 × layers × KV heads × head size × tokens × 2 bytes (F16); context sizes are padded to 256 tokens by llama.cpp. */
export function estimateMemory(options: {
  metadata: GgufMetadata;
  bytes: number;
  contextSize: number;
  sequences: number;
}): MemoryEstimate {
  const { metadata, bytes } = options;
  const isRepacked = !/^(?:F32|F16|BF16)$/.test(metadata.quantization);
  return {
    weightsMiB: bytes / mib,
    contextMiB: contextBytes(metadata, options) / mib,
    overheadMiB: processMib + scratchBytes(metadata, options.sequences) / mib,
    repackedMiB: isRepacked ? bytes / mib : 0,
  };
}

function contextBytes(
  metadata: GgufMetadata,
  { contextSize, sequences }: { contextSize: number; sequences: number },
): number {
  const heads = metadata.headCount ?? 32;
  const kvHeads = metadata.headCountKv ?? heads;
  const headSize = (metadata.embeddingLength ?? 4096) / heads;
  const perToken = kvHeads * ((metadata.keyLength ?? headSize) + (metadata.valueLength ?? headSize));
  const tokens = Math.ceil(contextSize / 256) * 256 * sequences;
  return (metadata.blockCount ?? 32) * perToken * tokens * bytesPerKvValue;
}

function scratchBytes(metadata: GgufMetadata, sequences: number): number {
  const vocabulary = metadata.vocabularySize ?? 32_000;
  const batch = batchTokens * (metadata.embeddingLength ?? 4096) * 4 * scratchWidths;
  return batch + vocabulary * (4 * sequences + bytesPerVocabularyEntry);
}
