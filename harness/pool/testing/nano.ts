import { readFileSync } from 'node:fs';
import { cacheDirs } from '../../cache/cache-dirs.ts';
import { resolveModel } from '../../cache/resolve-model.ts';
import type { ChatRequest } from '../../contract/chat.ts';
import { Task } from '../../contract/task.ts';
import type { PoolOptions } from '../pool.ts';

/** Options of a pool on the embedded model. */
export async function nanoOptions(options: Partial<PoolOptions> = {}): Promise<PoolOptions> {
  const dirs = cacheDirs({ env: {}, projectRoot: process.cwd() });
  const { path } = await resolveModel('hermes-harness/nano', { cacheDirs: dirs });
  return {
    modelPath: path,
    workers: 1,
    profile: 'repeatable',
    contextSize: 512,
    chat: { format: 'model' },
    ...options,
  };
}

/** The coder's request for a statement, in the wording the embedded model knows. */
export function coderRequest(
  task: { statement: string; signature: string },
  change: { seed?: number | undefined; sampling?: Partial<ChatRequest['sampling']> | undefined } = {},
): ChatRequest {
  const user = `Task: ${task.statement}\nSignature: ${task.signature}`;
  return {
    messages: [
      { role: 'system', content: 'You are the Coder.' },
      { role: 'user', content: user },
    ],
    sampling: { temperature: 0, topK: 40, topP: 0.95, minP: 0, maxTokens: 200, ...change.sampling },
    seed: change.seed ?? 1,
  };
}

/**
 * The tester's request for a task: what the embedded model is unsure of, so that seed and temperature show in the text (its coder
 * answers are nearly always the same up to temperature 1).
 */
export function testerRequest(...[task, change]: Parameters<typeof coderRequest>): ChatRequest {
  const request = coderRequest(task, change);
  const [, ...user] = request.messages;
  return { ...request, messages: [{ role: 'system', content: 'You are the Tester.' }, ...user] };
}

/** The first tasks of the set that ships. */
export function microTasks(count: number): Task[] {
  const lines = readFileSync('fixtures/tasks/micro.jsonl', 'utf8').split('\n').filter(Boolean);
  return lines.slice(0, count).map((line) => Task.parse(JSON.parse(line)));
}
