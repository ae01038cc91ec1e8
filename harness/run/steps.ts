import type { Sandbox } from '../../sandbox/index.ts';
import { singleAssertions } from '../agents/extract-tests.ts';
import type { CoderAnswer } from '../contract/agent-messages.ts';
import type { HermesConfig } from '../contract/config.ts';
import type { SampleKey } from '../contract/run-record.ts';
import type { PipelineKind } from '../contract/suite.ts';
import type { Task } from '../contract/task.ts';
import { refuseBrokenTest } from '../tasks/broken-test.ts';
import { hiddenProgram } from '../tasks/hidden-program.ts';
import type { JudgedMutants } from '../tasks/mutants/equivalent-mutants.ts';
import type { ReferenceCheck } from '../tasks/reference-check.ts';
import { ask, type GivenAnswers, type Team } from './ask.ts';
import type { Clock } from './clock.ts';
import { endingOf, judge } from './judge.ts';
import { scorePlan } from '../metrics/score-plan.ts';
import { scoreTests } from './test-score.ts';
import type { Ending, Trail } from './trail.ts';

/** What one sample is about. */
export interface Work {
  key: SampleKey;
  task: Task;
  pipeline: PipelineKind;
  signal?: AbortSignal | undefined;
}

/** What a sample is worked on with; the same for all samples of an arm. */
export interface Lab {
  team: Team | GivenAnswers;
  sandbox: Sandbox;
  config: HermesConfig;
  clock: Clock;
  mutantsOf(task: Task): Promise<JudgedMutants>;
  /** Verdicts on references by the digest of what was judged. */
  references?: ReferenceCheck['known'] | undefined;
}

/** Everything a story needs. */
export type Scene = Lab & Work & { trail: Trail };

/** Asks the planner and scores the steps against the reference plan, where the task has one. */
export async function planStep(scene: Scene): Promise<{ steps: string[] | undefined; reason: string }> {
  const { trail, task } = scene;
  const request = requestOf(task);
  const answer = await ask(scene.team, trail, {
    role: 'planner',
    step: 'plan',
    request,
    signal: scene.signal,
  });
  const steps = 'steps' in answer ? answer.steps : undefined;
  if (task.plan !== undefined) {
    const score = scorePlan(steps ?? [], task.plan);
    trail.scores.plan_exact = score.exact;
    trail.scores.plan_steps_f1 = score.stepsF1;
  }
  return { steps, reason: 'refusal' in answer ? answer.refusal.reason : '' };
}

/** Asks the coder for a program, in a named step of the sample. */
export async function codeStep(scene: Scene, step: string, plan?: string[]): Promise<CoderAnswer> {
  const request = { ...requestOf(scene.task), plan };
  const answer = await ask(scene.team, scene.trail, { role: 'coder', step, request, signal: scene.signal });
  scene.trail.scores.refused = Math.max(scene.trail.scores.refused ?? 0, 'refusal' in answer ? 1 : 0);
  return answer;
}

/** The hidden tests' word on an answer of the coder; it goes to the record only. Throws HERMES_TASK_TEST_BROKEN where they cannot run. */
export async function hiddenVerdict(scene: Scene, answer: CoderAnswer, step: string): Promise<Ending> {
  if (!('code' in answer)) return { outcome: 'agent', cause: `no program: ${answer.refusal.reason}` };
  const hidden = hiddenProgram(scene.task, answer.code, limitsOf(scene.config));
  const { typeCheck } = scene.config.sandbox;
  const program = { ...hidden, lang: answer.lang ?? scene.task.lang, typeCheck };
  const { sandbox, references: known, signal } = scene;
  const verdict = await judge(sandbox, scene.trail, { step, program, signal });
  const limits = limitsOf(scene.config);
  await refuseBrokenTest(scene.task, verdict, { sandbox, known, signal, limits, typeCheck });
  return endingOf(verdict);
}

/** Asks the tester and scores its assertions. */
export async function testStep(scene: Scene): Promise<{ code: string | undefined; reason: string }> {
  const { task, trail } = scene;
  const request = requestOf(task);
  const answer = await ask(scene.team, trail, {
    role: 'tester',
    step: 'tests',
    request,
    signal: scene.signal,
  });
  if (!('tests' in answer)) {
    await scoreTests({
      ...scene,
      assertions: [],
      limits: limitsOf(scene.config),
      caps: scene.config.assertions,
    });
    return { code: undefined, reason: answer.refusal.reason };
  }
  const assertions = singleAssertions(answer.tests);
  await scoreTests({
    ...scene,
    assertions: assertions.length > 0 ? assertions : [answer.tests],
    limits: limitsOf(scene.config),
    caps: scene.config.assertions,
  });
  return { code: answer.tests, reason: '' };
}

/** What every agent is told of a task: nothing of the hidden tests. */
export function requestOf(task: Task): {
  statement: string;
  signature: string;
  entryPoint: string;
  lang: 'js' | 'ts';
} {
  return {
    statement: task.statement,
    signature: task.signature,
    entryPoint: task.entry_point,
    lang: task.lang,
  };
}

/** The sandbox limits of the run. */
export function limitsOf(config: HermesConfig): { cpuMs: number; wallMs: number; memoryMiB: number } {
  const { cpuMs, wallMs, memoryMiB } = config.sandbox;
  return { cpuMs, wallMs, memoryMiB };
}
