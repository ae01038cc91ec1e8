import { stat } from 'node:fs/promises';
import {
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
} from 'node-llama-cpp';
import type { ChatRequest } from '../../contract/chat.ts';
import { type HeldModel, holdModel, modelChanged } from '../../cache/held-model.ts';
import { readGgufMetadata } from '../../cache/gguf-metadata.ts';
import { HermesError, textOf } from '../../contract/errors.ts';
import type { EngineSettings, WorkerReady } from '../worker-protocol.ts';
import { estimateMemory } from '../memory-estimate.ts';
import { answer } from './answer.ts';
import { createPromptRenderer, type PromptRenderer } from './render-prompt.ts';
import { mappedLlamaLibraries } from './mapped-libraries.ts';

/** A loaded model with its sequences; what `answer` works on. */
export interface Engine {
  settings: EngineSettings;
  llama: Llama;
  model: LlamaModel;
  prompts: PromptRenderer;
  /** Sequences nobody uses at the moment. */
  idle: LlamaContextSequence[];
}

/**
 * Loads a model as the profile says (evidence.md §2.7) and warms it up. Throws HERMES_POOL_LOAD, HERMES_POOL_TOO_LARGE or
 * HERMES_POOL_TEMPLATE.
 */
export async function loadEngine(
  settings: EngineSettings,
  log: (level: string, message: string) => void,
): Promise<{ engine: Engine; ready: WorkerReady }> {
  const started = performance.now();
  const engine = await createEngine(settings, log);
  const loaded = performance.now();
  for (let call = 0; call < settings.warmups; call++) await answer(engine, warmupRequest, {});
  const ready: WorkerReady = {
    loadMs: loaded - started,
    warmupMs: performance.now() - loaded,
    nativeLibraries: mappedLlamaLibraries(),
    systemInfo: engine.llama.systemInfo,
    llamaCppRelease: engine.llama.llamaCppRelease.release,
  };
  return { engine, ready };
}

const warmupRequest: ChatRequest = {
  messages: [{ role: 'user', content: 'Hello.' }],
  sampling: { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 8 },
  seed: 0,
};

async function createEngine(
  settings: EngineSettings,
  log: (level: string, message: string) => void,
): Promise<Engine> {
  const { modelPath } = settings;
  await checkFile(settings);
  // Hashed and loaded by one descriptor: no other file can come between.
  await using held = await holdModel(modelPath);
  refuseOther(settings, held);
  try {
    const llama = await getLlama({
      gpu: settings.backend === 'cpu' ? false : settings.backend,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 0,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => log(level, message.trim()),
    });
    const model = await llama.loadModel({
      modelPath: held.path,
      ...(settings.backend === 'cpu' ? { gpuLayers: 0 } : {}),
    });
    await held.refuseTouched();
    const idle = await createSequences(model, settings);
    return { settings, llama, model, prompts: createPromptRenderer(model), idle };
  } catch (error) {
    throw error instanceof HermesError ? error : loadFault(modelPath, error);
  }
}

function refuseOther({ modelPath, modelSha256 }: EngineSettings, { sha256 }: HeldModel): void {
  if (modelSha256 === undefined || modelSha256 === sha256) return;
  throw modelChanged(modelPath, { before: modelSha256, now: sha256 });
}

/** Says what is wrong with a broken file, or one that cannot fit, before llama.cpp stumbles over it. */
async function checkFile(settings: EngineSettings): Promise<void> {
  const { modelPath, contextSize, sequences, backend } = settings;
  try {
    const metadata = await readGgufMetadata(modelPath);
    const { size: bytes } = await stat(modelPath);
    const { contextMiB, weightsMiB } = estimateMemory({ metadata, bytes, contextSize, sequences });
    const neededMiB = Math.ceil(contextMiB + weightsMiB);
    const availableMiB = Math.floor(process.availableMemory() / 2 ** 20);
    if (backend === 'cpu' && neededMiB > availableMiB) {
      throw tooLarge(
        modelPath,
        `weights and a context of ${contextSize} tokens take ${neededMiB} MiB, ${availableMiB} are free`,
      );
    }
  } catch (error) {
    throw error instanceof HermesError ? error : loadFault(modelPath, error);
  }
}

async function createSequences(model: LlamaModel, settings: EngineSettings): Promise<LlamaContextSequence[]> {
  const { sequences, contextSize, threads } = settings;
  const isRepeatable = settings.profile === 'repeatable';
  const context = await model.createContext({
    contextSize,
    sequences,
    batchSize: Math.min(512, contextSize * sequences),
    threads: { ideal: threads, min: threads },
    flashAttention: isRepeatable ? false : 'auto',
    swaFullCache: true,
    failedCreationRemedy: false,
  });
  return Array.from({ length: sequences }, () => context.getSequence());
}

function loadFault(modelPath: string, error: unknown): HermesError {
  const why = textOf(error);
  if (error instanceof InsufficientMemoryError) return tooLarge(modelPath, why);
  return new HermesError('HERMES_POOL_LOAD', {
    message: `${modelPath} cannot be loaded: ${why}`,
    fix: 'run hermes cache verify; if the file is whole, this version of llama.cpp does not know the architecture.',
    cause: error,
  });
}

function tooLarge(modelPath: string, why: string): HermesError {
  return new HermesError('HERMES_POOL_TOO_LARGE', {
    message: `${modelPath} with its context does not fit into memory: ${why}`,
    fix: 'use a smaller quantization, a smaller contextSize or fewer workers; hermes devices shows the estimate.',
  });
}
