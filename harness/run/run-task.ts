import type { JournalEntry } from '../contract/run-record.ts';
import type { CountKey } from '../contract/scores.ts';
import type { PipelineKind } from '../contract/suite.ts';
import { judge } from './judge.ts';
import { repair } from './repair.ts';
import { faultEnding } from './sample-fault.ts';
import {
  codeStep,
  hiddenVerdict,
  type Lab,
  limitsOf,
  planStep,
  type Scene,
  testStep,
  type Work,
} from './steps.ts';
import { testedProgram } from './test-score.ts';
import { type Ending, Trail } from './trail.ts';

/**
 * The story of one sample, top to bottom: plan → program → hidden verdict → tests → scores. Resolves with its journal entry whatever the agents
 * do; a fault of ours becomes outcome `harness`, never a zero score. Rejects only when aborted.
 */
export async function runTask(lab: Lab, work: Work): Promise<JournalEntry> {
  const trail = new Trail(work.key, { runSeed: lab.config.seed, clock: lab.clock });
  const { statement, signature, entry_point: entryPoint } = work.task;
  trail.transcript.push({ type: 'task', statement, signature, entryPoint });
  try {
    return trail.close(await stories[work.pipeline]({ ...lab, ...work, trail }));
  } catch (error) {
    work.signal?.throwIfAborted();
    return trail.close(faultEnding(error, trail));
  }
}

const stories: Record<PipelineKind, (scene: Scene) => Promise<Ending>> = {
  planner: plannerStory,
  coder: coderStory,
  tester: testerStory,
  full: fullStory,
};

async function plannerStory(scene: Scene): Promise<Ending> {
  const { trail } = scene;
  const planned = await planStep(scene);
  const without = await codeStep(scene, 'code');
  trail.scores.pass_without_plan = passScore(await hiddenVerdict(scene, without, 'hidden-without-plan'));
  if (planned.steps === undefined) {
    // Without a usable plan the coder works without one: no effect, and no task lost from the pairs.
    trail.scores.pass_with_plan = trail.scores.pass_without_plan;
    return { outcome: 'agent', cause: `no plan: ${planned.reason}` };
  }
  const withPlan = await codeStep(scene, 'code-with-plan', planned.steps);
  const verdict = await hiddenVerdict(scene, withPlan, 'hidden-with-plan');
  trail.scores.pass_with_plan = passScore(verdict);
  const exact = trail.scores.plan_exact;
  if (exact === undefined) return verdict;
  return exact === 1
    ? { outcome: 'passed', cause: 'the plan equals the reference plan' }
    : { outcome: 'failed', cause: 'the plan differs from the reference plan' };
}

async function coderStory(scene: Scene): Promise<Ending> {
  const answer = await codeStep(scene, 'code');
  const ending = await hiddenVerdict(scene, answer, 'hidden');
  scene.trail.scores.pass = passScore(ending);
  return ending;
}

async function testerStory(scene: Scene): Promise<Ending> {
  const tests = await testStep(scene);
  if (tests.code === undefined) return { outcome: 'agent', cause: `no tests: ${tests.reason}` };
  const { assertions_held: held = 0, assertions_total: total = 0 } = scene.trail.counts;
  const cause = `${held} of ${total} assertions hold on the reference`;
  return { outcome: held === total && total > 0 ? 'passed' : 'failed', cause };
}

async function fullStory(scene: Scene): Promise<Ending> {
  const { trail } = scene;
  const planned = await planStep(scene);
  const answer = await codeStep(scene, 'code', planned.steps);
  const ending = await hiddenVerdict(scene, answer, 'hidden');
  trail.scores.pass = passScore(ending);
  // What stands when nothing can be repaired; repair writes over it.
  if (scene.config.maxRounds > 0) trail.scores.pass_after_repair = passScore(ending);
  const tests = await testStep(scene);
  if (tests.code === undefined || !('code' in answer)) return ending;
  const judgement = await judge(scene.sandbox, trail, {
    step: 'tests-on-program',
    program: { ...testedProgram(scene.task, answer, tests.code), limits: limitsOf(scene.config) },
    signal: scene.signal,
  });
  recordAgreement(trail, judgement.status === 'passed', ending.outcome === 'passed');
  await repair(scene, { answer, tests: tests.code, judgement, plan: planned.steps });
  return ending;
}

function recordAgreement(trail: Trail, testerSaysPass: boolean, hiddenSaysPass: boolean): void {
  trail.scores.agreement = testerSaysPass === hiddenSaysPass ? 1 : 0;
  if (hiddenSaysPass) trail.scores.false_alarm = testerSaysPass ? 0 : 1;
  const cell: CountKey = testerSaysPass ? (hiddenSaysPass ? 'tp' : 'fp') : hiddenSaysPass ? 'fn' : 'tn';
  trail.counts[cell] = 1;
}

function passScore(ending: Ending): number {
  return ending.outcome === 'passed' ? 1 : 0;
}
