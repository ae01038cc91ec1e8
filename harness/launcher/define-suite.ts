import { z } from 'zod';
import { HermesError } from '../contract/errors.ts';
import type { MetricKey } from '../contract/metrics.ts';
import { spreadEvenly } from '../contract/spread-evenly.ts';
import { type Gate, PipelineKind, Suite, SuiteName } from '../contract/suite.ts';
import { announceSuite } from './suite-listener.ts';
import type { TaskSource } from '../tasks/read-task-set.ts';

/** What a suite file declares. */
export interface SuiteDeclaration {
  /** Lower-case name, unique in the project: `--suite NAME`. */
  name: string;
  tasks: TaskSource;
  pipeline: Pipeline;
  /** Attempts per task. Default 1. */
  samples?: number | undefined;
  /** Use at most so many tasks of the source, spread evenly over it. Default: all. */
  limit?: number | undefined;
  /** What models may have seen of the tasks in training, and how that is known; shown in the report. */
  contamination?: string | undefined;
  /** Run only when it is named by `--suite` (or HERMES_SUITE). Default false. */
  onDemand?: boolean | undefined;
  /** Thresholds declared before the run; a missed one fails it. */
  gate?: Gate[] | undefined;
}

export interface Pipeline {
  kind: PipelineKind;
}

/** Which agents work on a task, in which order. */
export const pipeline = {
  /** Planner alone: step content, and its effect on the coder (paired). */
  planner: (): Pipeline => ({ kind: 'planner' }),
  /** Coder alone on statement and signature. */
  coder: (): Pipeline => ({ kind: 'coder' }),
  /** Tester alone: do its assertions hold, do they catch wrong programs. */
  tester: (): Pipeline => ({ kind: 'tester' }),
  /** Planner → Coder → Tester. */
  full: (): Pipeline => ({ kind: 'full' }),
};

/** Names a metric; the threshold comes next. */
export interface GateStart {
  atLeast(threshold: number): Gate;
  atMost(threshold: number): Gate;
  /** The least share of samples with an ending of the agent's own (no fault of ours) that the gate is content with. Default 0.95. */
  coverage(least: number): GateStart;
}

/** A threshold on a metric: `gate('pass_at_1').atLeast(0.8)`, or `gate('pass_at_1').coverage(0.9).atLeast(0.8)` where more samples may be lost. */
export function gate(metric: MetricKey): GateStart {
  return startGate({ metric });
}

function startGate(start: Pick<Gate, 'metric' | 'coverage'>): GateStart {
  return {
    atLeast: (threshold) => ({ ...start, threshold, direction: 'atLeast' }),
    atMost: (threshold) => ({ ...start, threshold, direction: 'atMost' }),
    coverage: (least) => startGate({ ...start, coverage: least }),
  };
}

/**
 * Declares a suite. Under Vitest it becomes a describe with one test per task and one per gate; under `hermes run` it is selected by name.
 * Throws HERMES_RUN_SUITE_INVALID when the declaration is not usable.
 */
export function defineSuite(declaration: SuiteDeclaration): Suite {
  const suite = parseDeclaration(declaration);
  announceSuite(suite);
  return suite;
}

const Declaration = z.strictObject({
  name: SuiteName,
  tasks: z.custom<TaskSource>((value) => typeof value === 'object' && value !== null && 'tasks' in value, {
    error: 'must come from tasks.jsonl(…) or another tasks.* reader',
  }),
  pipeline: z.strictObject({ kind: PipelineKind }),
  samples: z.number().int().min(1).max(1000).default(1),
  limit: z.number().int().min(1).optional(),
  contamination: z.string().optional(),
  onDemand: z.boolean().default(false),
  gate: Suite.shape.gates.default([]),
});

function parseDeclaration(declaration: SuiteDeclaration): Suite {
  const parsed = Declaration.safeParse(declaration);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HermesError('HERMES_RUN_SUITE_INVALID', {
      message: `suite ${JSON.stringify(declaration.name)}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
      fix: 'correct the argument of defineSuite().',
      cause: parsed.error,
    });
  }
  const { name, tasks, samples, onDemand, gate: gates } = parsed.data;
  return {
    name,
    samples,
    onDemand,
    gates,
    pipeline: parsed.data.pipeline.kind,
    origin: {
      kind: tasks.kind,
      name: tasks.name,
      sha256: tasks.sha256,
      locked: tasks.path !== undefined || tasks.kind === 'dataset',
      excluded: tasks.excluded ?? [],
      contamination: parsed.data.contamination,
    },
    tasks: spreadEvenly(tasks.tasks, parsed.data.limit ?? tasks.tasks.length),
  };
}
