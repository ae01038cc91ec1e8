import type { Verdict } from '../../sandbox/index.ts';
import type { CoderAnswer } from '../contract/agent-messages.ts';
import { ask } from './ask.ts';
import { judge } from './judge.ts';
import { hiddenVerdict, limitsOf, requestOf, type Scene } from './steps.ts';
import { testedProgram } from './test-score.ts';

/** A program of the coder. */
type Program = Extract<CoderAnswer, { code: string }>;

/** Where repair begins: the first program, the tester's tests and what they said. */
interface Start {
  answer: Program;
  tests: string;
  judgement: Verdict;
  plan: string[] | undefined;
}

const longestLogs = 2_000;

/**
 * Lets the coder mend its program by the tester's own failing tests and their logs, at most `maxRounds` times; it sees nothing of the hidden
 * tests. A round without a usable program ends it, and the last program stands. Records `pass_after_repair`, `repair_rounds` and
 * `repair_refused`; the sample's own outcome stays that of round 0.
 */
export async function repair(scene: Scene, start: Start): Promise<void> {
  const { config, trail } = scene;
  if (config.maxRounds === 0) return;
  let { answer, judgement } = start;
  let rounds = 0;
  let refused = 0;
  while (judgement.status !== 'passed' && rounds < config.maxRounds) {
    rounds += 1;
    const given = await askForRepair(scene, { ...start, answer, judgement, round: rounds });
    if (!('code' in given)) {
      refused = 1;
      break;
    }
    answer = given;
    judgement = await judge(scene.sandbox, trail, {
      step: `tests-on-repair-${rounds}`,
      program: { ...testedProgram(scene.task, answer, start.tests), limits: limitsOf(config) },
      signal: scene.signal,
    });
  }
  trail.counts.repair_rounds = rounds;
  trail.counts.repair_refused = refused;
  trail.scores.pass_after_repair =
    answer === start.answer ? (trail.scores.pass ?? null) : await hiddenScore(scene, answer);
}

async function hiddenScore(scene: Scene, answer: Program): Promise<number> {
  const { outcome } = await hiddenVerdict(scene, answer, 'hidden-after-repair');
  return outcome === 'passed' ? 1 : 0;
}

async function askForRepair(scene: Scene, state: Start & { round: number }): Promise<CoderAnswer> {
  const { answer, judgement, tests, plan, round } = state;
  const request = {
    ...requestOf(scene.task),
    plan,
    failing: { code: answer.code, tests, logs: whatTestsSaid(judgement) },
  };
  return ask(scene.team, scene.trail, {
    role: 'coder',
    step: `repair-${round}`,
    request,
    signal: scene.signal,
  });
}

// How far a program came before a limit varies from run to run: of such a verdict only its status may reach a prompt.
function whatTestsSaid(verdict: Verdict): string {
  if (verdict.status === 'passed') return '';
  if (verdict.status === 'timed-out') return 'The program did not end in time.';
  if (verdict.status === 'out-of-memory') return 'The program needed too much memory.';
  if (verdict.tainted) return `The tests ${verdict.status}.`;
  const { name, message } = verdict.error;
  return `${name}: ${message}\n${verdict.logs}`.slice(0, longestLogs).toWellFormed().trimEnd();
}
