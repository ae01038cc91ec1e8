import { fileURLToPath } from 'node:url';
import type { ChatRequest } from '../../contract/chat.ts';
import { createPool } from '../create-pool.ts';
import type { Pool, PoolEvent, PoolOptions } from '../pool.ts';

/** A pool whose workers do what they are told; see testing/misbehaving-worker.ts. */
export async function puppets(
  options: Partial<PoolOptions> = {},
): Promise<{ pool: Pool; events: PoolEvent[] }> {
  const events: PoolEvent[] = [];
  const pool = await createPool({
    modelPath: 'none',
    workers: 1,
    profile: 'repeatable',
    contextSize: 512,
    chat: { format: 'model' },
    workerEntry: fileURLToPath(new URL('misbehaving-worker.ts', import.meta.url)),
    log: (event) => void events.push(event),
    ...options,
  });
  return { pool, events };
}

/** A request that tells a worker what to do. */
export function say(content: string): ChatRequest {
  const sampling = { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 200 };
  return { messages: [{ role: 'user', content }], sampling, seed: 0 };
}
