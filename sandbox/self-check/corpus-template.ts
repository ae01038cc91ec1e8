import { z } from 'zod';

/** No template may grow past this many characters: a typing error in a fixture must not exhaust the machine. */
const expandedCharactersMax = 32 * 1024 * 1024;

const Repetition = z.strictObject({
  repeat: z.string().min(1),
  times: z.number().int().min(0).max(10_000_000),
});

/** A long source in a few words: texts and repetitions in order; `{i}` inside a repetition is its number, from 0. */
export const CodeTemplate = z.array(z.union([z.string(), Repetition])).min(1);
export type CodeTemplate = z.infer<typeof CodeTemplate>;

/** Writes a template out. Throws RangeError when the text would pass 32 Mi characters. */
export function expandTemplate(template: CodeTemplate): string {
  let length = 0;
  const pieces = template.map((part) => {
    length += typeof part === 'string' ? part.length : part.repeat.length * part.times;
    if (length > expandedCharactersMax) {
      throw new RangeError(`a code template grows past ${expandedCharactersMax} characters.`);
    }
    return typeof part === 'string' ? part : repetition(part);
  });
  return pieces.join('');
}

function repetition(part: z.infer<typeof Repetition>): string {
  if (!part.repeat.includes('{i}')) return part.repeat.repeat(part.times);
  return Array.from({ length: part.times }, (_, index) => part.repeat.replaceAll('{i}', String(index))).join(
    '',
  );
}
