import type { Verdict } from '../../sandbox/verdict.ts';
import type { CoderAnswer } from '../contract/agent-messages.ts';
import { ask } from './ask.ts';
import { judge } from './judge.ts';
import { hiddenVerdict, requestOf, type Scene, signalOf } from './steps.ts';
import { testedProgram } from './test-score.ts';

/** Where repair begins: the first program, the tester's tests and what they said. */
interface Start {
  answer: CoderAnswer;
  tests: string;
  judgement: Verdict;
  plan: string[] | undefined;
}

/**
 * Lets the coder mend its program by the tester's own failing tests and their logs, at most `maxRounds` times; it sees nothing of the hidden
 * tests. Records `pass_after_repair` and the rounds used; the sample's own outcome stays that of round 0.
 */
export async function repair(scene: Scene, start: Start): Promise<void> {
  const { config, trail } = scene;
  if (config.maxRounds === 0) return;
  let { answer, judgement } = start;
  let round = 0;
  while (judgement.status !== 'passed' && 'code' in answer && round < config.maxRounds) {
    round += 1;
    answer = await askForRepair(scene, { ...start, answer, judgement, round });
    if (!('code' in answer)) break;
    const program = testedProgram(scene.task, answer.code, start.tests);
    judgement = await judge(scene.sandbox, trail, { step: `tests-on-repair-${round}`, program });
  }
  trail.counts['repair_rounds'] = round;
  const after = round === 0 ? undefined : await hiddenVerdict(scene, answer, 'hidden-after-repair');
  trail.scores['pass_after_repair'] =
    after === undefined ? (trail.scores['pass'] ?? 0) : Number(after.outcome === 'passed');
}

async function askForRepair(scene: Scene, state: Start & { round: number }): Promise<CoderAnswer> {
  const { answer, judgement, tests, plan, round } = state;
  const logs = judgement.status === 'passed' ? '' : `${judgement.error.name}: ${judgement.error.message}`;
  const request = {
    ...requestOf(scene.task),
    ...(plan === undefined ? {} : { plan }),
    failing: {
      code: 'code' in answer ? answer.code : '',
      tests,
      logs: `${logs}\n${judgement.logs}`.slice(0, 2_000),
    },
  };
  return ask(scene.team, scene.trail, {
    role: 'coder',
    step: `repair-${round}`,
    request,
    ...signalOf(scene),
  });
}
