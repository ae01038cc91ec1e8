import { z } from 'zod';

const maxName = 300;
const maxText = 20_000;

const ErrorParts = z.object({
  n: z.string().max(maxName),
  m: z.string().max(maxText),
  s: z.string().max(maxText),
});
const CallOutcome = z.discriminatedUnion('k', [
  z.object({ k: z.literal('value'), v: z.unknown() }),
  z.object({ k: z.literal('error'), e: ErrorParts }),
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

const Report = z.object({
  broken: ErrorParts.optional(),
  cases: z.array(CallOutcome),
  value: CallOutcome.optional(),
  test: CallOutcome.optional(),
  assertions: z.object({ total: z.number().int().nonnegative(), failed: z.number().int().nonnegative() }),
  uncaught: ErrorParts.optional(),
  outOfMemory: z.boolean(),
  refused: z.record(z.string().max(maxName), z.number().int().positive()),
});
export type Report = z.infer<typeof Report>;

/** Everything a confined process may say; whatever is not one of these ends it. What it carries is still only the program's word. */
export const Said = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), permission: z.boolean() }),
  z.strictObject({ type: z.literal('started'), id: z.string() }),
  z.strictObject({ type: z.literal('log'), id: z.string(), text: z.string() }),
  z.strictObject({ type: z.literal('result'), id: z.string(), report: Report }),
  z.strictObject({ type: z.literal('idle'), id: z.string() }),
]);
export type Said = z.infer<typeof Said>;
