import type { GgufMetadata } from '../cache/gguf-metadata.ts';

/** Memory a model is expected to take, in MiB. */
export interface MemoryEstimate {
  /** The file; mapped once for all CPU workers, loaded by each GPU worker. */
  weightsMiB: number;
  /** Keys and values of one worker's context. */
  contextMiB: number;
  /** Process, tokenizer and scratch buffers of one worker. */
  overheadMiB: number;
}

const MIB = 2 ** 20;
const BYTES_PER_KV_VALUE = 2;
/** A worker with the smallest model: Node 24, node-llama-cpp and its libraries (measured: 90–125 MiB of PSS). */
const PROCESS_MIB = 130;
const BATCH_TOKENS = 512;
/** Float buffers as wide as the embedding that a batch needs at once (measured upper bound on small models). */
const SCRATCH_WIDTHS = 24;

/** KV cache = 2 × layers × KV heads × head size × tokens × 2 bytes (F16); context sizes are padded to 256 tokens by llama.cpp. */
export function estimateMemory(options: {
  metadata: GgufMetadata;
  bytes: number;
  contextSize: number;
  sequences: number;
}): MemoryEstimate {
  const { metadata } = options;
  const embedding = metadata.embeddingLength ?? 4096;
  const heads = metadata.headCount ?? 32;
  const kvHeads = metadata.headCountKv ?? heads;
  const headSize = embedding / heads;
  const perToken = kvHeads * ((metadata.keyLength ?? headSize) + (metadata.valueLength ?? headSize));
  const tokens = Math.ceil(options.contextSize / 256) * 256 * options.sequences;
  const kvBytes = (metadata.blockCount ?? 32) * perToken * tokens * BYTES_PER_KV_VALUE;
  const vocabulary = metadata.vocabularySize ?? 32_000;
  const scratch = BATCH_TOKENS * embedding * 4 * SCRATCH_WIDTHS + vocabulary * 4 * options.sequences;
  return {
    weightsMiB: options.bytes / MIB,
    contextMiB: kvBytes / MIB,
    overheadMiB: PROCESS_MIB + scratch / MIB,
  };
}
