import type { Task } from '../contract/task.ts';

/** Tasks and where they came from; what every tasks.* reader gives and defineSuite() takes. */
export interface TaskSource {
  /** `jsonl`, `humanevalx`, `multiple`, `dataset`, `typescript`. */
  kind: string;
  /** File as the suite named it; a name for tasks written in TypeScript. */
  name: string;
  /** SHA-256 of the source's bytes. */
  sha256: string;
  /** Present when the source is a file that hermes.lock.json must hold. */
  path?: string;
  tasks: Task[];
  /** Tasks left out because their own reference failed, with why. */
  excluded?: { taskId: string; reason: string }[];
}
