import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import type { ChatRequest } from '../contract/chat.ts';
import { type BenchResult, benchResult } from '../cli/bench/bench-result.ts';
import { createPool } from './create-pool.ts';
import type { Pool } from './pool.ts';
import { microTasks, nanoOptions, testerRequest } from './testing/nano.ts';
import { createPromptRenderer } from './worker/render-prompt.ts';

const roundCount = 9;
const requestCount = 16;
const mostInFlight = 8;

const requests = (): ChatRequest[] =>
  microTasks(requestCount).map((task, index) => testerRequest(task, { seed: index }));

/** Decoded tokens per second of one stream through the pool, beside bare node-llama-cpp in this process with the same settings. Goal ≥ 0.95. */
export async function benchOneStream(): Promise<BenchResult[]> {
  await using pool = await createPool(await nanoOptions());
  await using bare = await bareNodeLlamaCpp();
  const pairs = await inTurn(
    () => tokensPerSecond(async (request) => (await pool.complete(request)).reply.tokens.decode, 1),
    () => tokensPerSecond((request) => bare.decode(request), 1),
  );
  return [
    benchResult({
      name: 'pool, one stream',
      unit: 'tokens/s',
      ...pairs,
      baseline: 'node-llama-cpp in process, same settings',
      better: 'higher',
    }),
  ];
}

/** Profile fast with eight prompts in flight, beside one stream of profile repeatable. Goal ≥ 1.3 on two cores. */
export async function benchFast(): Promise<BenchResult[]> {
  await using fast = await createPool(await nanoOptions({ profile: 'fast', sequences: mostInFlight }));
  await using repeatable = await createPool(await nanoOptions());
  const through = (pool: Pool, inFlight: number) => () =>
    tokensPerSecond(async (request) => (await pool.complete(request)).reply.tokens.decode, inFlight);
  const pairs = await inTurn(through(fast, mostInFlight), through(repeatable, 1));
  return [
    benchResult({
      name: 'profile fast, 8 prompts in flight',
      unit: 'tokens/s',
      ...pairs,
      baseline: 'profile repeatable, one stream',
      better: 'higher',
    }),
  ];
}

/** Runs both sides in turn, so that other load hits both, and gives the round whose ratio is the median. */
async function inTurn(
  side: () => Promise<number>,
  other: () => Promise<number>,
): Promise<{ value: number; baselineValue: number }> {
  const rounds: { value: number; baselineValue: number }[] = [];
  for (let round = 0; round < roundCount; round++) {
    rounds.push({ value: await side(), baselineValue: await other() });
  }
  const byRatio = rounds.toSorted((a, b) => a.value / a.baselineValue - b.value / b.baselineValue);
  return byRatio[Math.floor(roundCount / 2)] ?? { value: Number.NaN, baselineValue: Number.NaN };
}

async function tokensPerSecond(
  decode: (request: ChatRequest) => Promise<number>,
  inFlight: number,
): Promise<number> {
  const waiting = requests();
  let tokens = 0;
  const started = performance.now();
  const stream = async () => {
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const decoded = await decode(request);
      tokens += decoded;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, stream));
  return (tokens / (performance.now() - started)) * 1000;
}

async function bareNodeLlamaCpp(): Promise<
  { decode(request: ChatRequest): Promise<number> } & AsyncDisposable
> {
  const { modelPath } = await nanoOptions();
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: 0,
    logLevel: LlamaLogLevel.warn,
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: 512,
    batchSize: 512,
    sequences: 1,
    threads: { ideal: 1, min: 1 },
    flashAttention: false,
    swaFullCache: true,
  });
  const sequence = context.getSequence();
  const prompts = createPromptRenderer(model);
  return {
    async decode({ messages, sampling, seed }) {
      const { tokens } = prompts.render(messages, []);
      const { temperature, topK, topP, minP, maxTokens } = sampling;
      await sequence.clearHistory();
      const generated = [];
      for await (const token of sequence.evaluate(tokens, { temperature, topK, topP, minP, seed })) {
        generated.push(token);
        if (generated.length >= maxTokens) break;
      }
      model.detokenize(generated);
      return generated.length;
    },
    async [Symbol.asyncDispose]() {
      await llama.dispose();
    },
  };
}
