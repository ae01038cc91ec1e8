import { z } from 'zod';
import type { Role } from './chat.ts';

const Refusal = z.strictObject({ refusal: z.strictObject({ reason: z.string(), text: z.string() }) });

const statement = {
  statement: z.string(),
  signature: z.string(),
  entryPoint: z.string(),
  lang: z.enum(['js', 'ts']),
};

/** Payload of a REQUEST act to the planner. Nothing of the hidden tests is ever in a request. */
export const PlannerRequest = z.strictObject(statement);
export type PlannerRequest = z.infer<typeof PlannerRequest>;

/** Payload of a REQUEST act to the coder; `failing` = the tester's own tests that failed, in a repair round. */
export const CoderRequest = z.strictObject({
  ...statement,
  plan: z.array(z.string()).optional(),
  failing: z.strictObject({ code: z.string(), tests: z.string(), logs: z.string() }).optional(),
});
export type CoderRequest = z.infer<typeof CoderRequest>;

/** Payload of a REQUEST act to the tester. */
export const TesterRequest = z.strictObject(statement);
export type TesterRequest = z.infer<typeof TesterRequest>;

/** What each role answers in an INFORM act: its product (with the shape it was found in, and what was left out), or a refusal when the model gave nothing usable. */
export const PlannerAnswer = z.union([z.object({ steps: z.array(z.string()) }), Refusal]);
export type PlannerAnswer = z.infer<typeof PlannerAnswer>;
export const CoderAnswer = z.union([
  z.object({ code: z.string(), lang: z.enum(['js', 'ts']).optional(), shape: z.string().optional() }),
  Refusal,
]);
export type CoderAnswer = z.infer<typeof CoderAnswer>;
export const TesterAnswer = z.union([z.object({ tests: z.string(), shape: z.string().optional() }), Refusal]);
export type TesterAnswer = z.infer<typeof TesterAnswer>;

/** The act's task type that asks each role for its work. */
export const taskTypes = { planner: 'plan', coder: 'code', tester: 'test' } as const satisfies Record<
  Role,
  string
>;
