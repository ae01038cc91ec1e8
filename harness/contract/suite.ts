import { z } from 'zod';
import { Role } from './chat.ts';
import { Sha256 } from './json.ts';
import { Task } from './task.ts';

export const PipelineKind = z.enum(['planner', 'coder', 'tester', 'full']);
export type PipelineKind = z.infer<typeof PipelineKind>;

/** The roles that a suite asks. */
export function rolesOf(pipeline: PipelineKind): Role[] {
  return { planner: ['planner', 'coder'], coder: ['coder'], tester: ['tester'], full: Role.options }[
    pipeline
  ] as Role[];
}

/** The roles that suites ask, whoever plays them; none where answers are given. */
export function rolesAsked(
  suites: readonly { pipeline: PipelineKind; given?: object | undefined }[],
): Role[] {
  const asked = new Set(
    suites.flatMap(({ pipeline, given }) => (given === undefined ? rolesOf(pipeline) : [])),
  );
  return Role.options.filter((role) => asked.has(role));
}

/** Those of them that no agent of somebody else's plays. */
export function ownRolesAsked(suites: Parameters<typeof rolesAsked>[0], outside: object): Role[] {
  return rolesAsked(suites).filter((role) => !Object.hasOwn(outside, role));
}

/** A threshold on a metric, declared before the run and recorded in the manifest. */
export const Gate = z.strictObject({
  metric: z.string(),
  threshold: z.number(),
  direction: z.enum(['atLeast', 'atMost']),
  /** Smallest share of the suite's samples that must have an ending of the agent's own (everything but `harness`); `defaultCoverage` where nothing is said. */
  coverage: z.number().min(0).max(1).optional(),
});
export type Gate = z.infer<typeof Gate>;

/** A gate over fewer samples than this share says nothing, unless its suite says that fewer will do. */
export const defaultCoverage = 0.95;

/** A task that is left out because its own reference fails, or its hidden test cannot run, and why. */
export const LeftOutTask = z.strictObject({ taskId: z.string(), reason: z.string() });
export type LeftOutTask = z.infer<typeof LeftOutTask>;

/** Where a suite's tasks came from, with the digest of that source. */
const TaskOrigin = z.strictObject({
  kind: z.string(),
  /** File as the suite named it, relative to the project; a name for tasks written in TypeScript. */
  name: z.string(),
  sha256: Sha256,
  /** Whether hermes.lock.json must hold this digest. */
  locked: z.boolean(),
  /** What the model may have seen of these tasks, for the reader of the numbers. */
  contamination: z.string().optional(),
  /** Tasks left out because their own reference failed, or without one the hidden test cannot run, with why. */
  excluded: z.array(LeftOutTask),
});

export const SuiteName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'lower-case letters, digits, . _ -');

const GivenAnswers = z.strictObject({
  /** File as the user named it, relative to the project; `canonical` for a data set's own solutions. */
  name: z.string(),
  /** SHA-256 of that file, or over the solutions. */
  sha256: Sha256,
  /** Every k of `pass_at_<k>` beside 1. */
  ks: z.array(z.number().int().positive()),
  /** Present when programs were looked for in the answers as in those of a chat (`--extract`). */
  extracted: z.literal(true).optional(),
});

/** A suite with its tasks, as the launcher hands it to the run host. */
export const Suite = z.strictObject({
  name: SuiteName,
  pipeline: PipelineKind,
  /** Attempts per task; the most of any task where answers are given. */
  samples: z.number().int().min(1),
  /** Run only when named by --suite. */
  onDemand: z.boolean().default(false),
  gates: z.array(Gate),
  origin: TaskOrigin,
  tasks: z.array(Task),
  /** Present when answers made elsewhere are judged and no agent is asked. */
  given: GivenAnswers.optional(),
});
export type Suite = z.infer<typeof Suite>;
