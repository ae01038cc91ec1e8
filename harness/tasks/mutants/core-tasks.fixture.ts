import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Task } from '../../contract/task.ts';
import type { Mutant } from './instrument.ts';

const folder = join(import.meta.dirname, '../../../fixtures/tasks');

/** A mutant of a core task's reference that no test can tell from it, found and explained by a person. */
const ListedMutant = z.strictObject({
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  mutator: z.string(),
  replacement: z.string(),
  reason: z.string().min(20),
});
export type ListedMutant = z.infer<typeof ListedMutant>;

/** The lines of `fixtures/tasks/core.jsonl`, parsed. Throws ZodError when a record breaks the contract. */
export function coreTasks(): Task[] {
  const text = readFileSync(join(folder, 'core.jsonl'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => Task.parse(JSON.parse(line)));
}

/** The equivalent mutants listed by hand in `fixtures/tasks/core-equivalent.json`, by task. */
export function listedMutants(): Map<string, ListedMutant[]> {
  const text = readFileSync(join(folder, 'core-equivalent.json'), 'utf8');
  return new Map(Object.entries(z.record(z.string(), z.array(ListedMutant)).parse(JSON.parse(text))));
}

/** Whether a mutant is one of the listed ones: same place, kind and replacement. */
export function isListed(mutant: Mutant, listed: readonly ListedMutant[]): boolean {
  return listed.some((one) =>
    (['line', 'column', 'mutator', 'replacement'] as const).every((key) => one[key] === mutant[key]),
  );
}
