import { z } from 'zod';
import { Json } from './json.ts';

const Case = z.strictObject({ args: z.array(Json), expected: Json });
export type Case = z.infer<typeof Case>;

/** One task: what the agents see (statement, signature, entry point) and what only the judge sees (all the rest). */
export const Task = z
  .strictObject({
    task_id: z.string().min(1).max(200),
    statement: z.string().min(1),
    signature: z.string().min(1),
    entry_point: z.string().regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be an identifier'),
    lang: z.enum(['js', 'ts']).default('js'),
    /** Code put before the agent's program (a data set's helper functions). */
    prelude: z.string().optional(),
    reference: z.string(),
    plan: z.array(z.string()).optional(),
    cases: z.array(Case).min(1).optional(),
    /** Trusted test code, the body of an async function (see sandbox/program.ts). */
    test: z.string().min(1).optional(),
    crossing: z.enum(['data', 'realm']).default('data'),
    /** Programs that the hidden tests must reject. */
    wrong: z.array(z.string()).optional(),
    tier: z.string().optional(),
    family: z.string().optional(),
    difficulty: z.enum(['easy', 'medium', 'hard']).optional(),
  })
  .refine((task) => task.cases !== undefined || task.test !== undefined, 'needs cases or test');
export type Task = z.infer<typeof Task>;
