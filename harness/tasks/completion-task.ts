import type { Task } from '../contract/task.ts';

/** A task with what a bare completion of it means. */
export interface CompletionTask {
  task: Task;
  /** `prompt`: a completion goes on where the prompt ends. `answer`: a completion is a whole answer, as a coder gives it. */
  completes: { kind: 'prompt'; prompt: string; stopTokens: string[] } | { kind: 'answer' };
  /** The data set's own solution as a completion, where it has one. */
  canonical?: string | undefined;
}

/** The program that a completion of a prompt makes: prompt, then the completion up to its first stop token. */
export function continuedProgram(
  completes: { prompt: string; stopTokens: string[] },
  completion: string,
): string {
  const cuts = completes.stopTokens
    .filter((token) => token !== '')
    .map((token) => completion.indexOf(token))
    .filter((at) => at !== -1);
  return completes.prompt + completion.slice(0, Math.min(completion.length, ...cuts));
}
