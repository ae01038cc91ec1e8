import type { z } from 'zod';
import { type PromptParts, splitPrompt } from './prompt-parts.ts';
import { badLine } from './read-lines.ts';

/** A record of a published set, checked by its schema. HermesError HERMES_TASK_BAD_LINE names the field that is wrong. */
export function publishedRecord<Schema extends z.ZodType>(
  schema: Schema,
  record: unknown,
  { where, kind, fields }: { where: string; kind: string; fields: string },
): z.infer<Schema> {
  const parsed = schema.safeParse(record);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badLine(
    `${where} is not ${kind} record: field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}.`,
    `take the set as it was published (${fields}).`,
    parsed.error,
  );
}

/** The parts of a record's prompt. HermesError HERMES_TASK_BAD_LINE when it declares no function. */
export function publishedPrompt(prompt: string, { where, id }: { where: string; id: string }): PromptParts {
  const parts = splitPrompt(prompt);
  if (parts !== undefined) return parts;
  throw badLine(
    `${where}: the prompt of ${id} declares no function.`,
    'give a prompt that ends in an open function.',
  );
}
