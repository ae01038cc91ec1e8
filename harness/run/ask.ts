import type { z } from 'zod';
import type { AgentPort } from '../acts/agent-port.ts';
import { newAct } from '../acts/new-act.ts';
import { type Act, jsonPayload } from '../contract/act.ts';
import {
  CoderAnswer,
  type CoderRequest,
  PlannerAnswer,
  type PlannerRequest,
  taskTypes,
  TesterAnswer,
  type TesterRequest,
} from '../contract/agent-messages.ts';
import type { Role } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import { Json, jsonOf, parsedJson } from '../contract/json.ts';
import type { CompletionDesk } from './desk.ts';
import type { RunNames } from './run-names.ts';
import type { Trail } from './trail.ts';

/** The agents that a run asks, and where those of ours get their completions. */
export interface Team {
  members: { [R in Role]?: Member };
  desk: CompletionDesk;
  /** What the acts of this run are called. */
  names: RunNames;
}

/** An agent in its role. */
interface Member {
  port: AgentPort;
  /** One deadline over all tries of an act, in the agent's own time: what it waits for a completion does not count. */
  deadlineMs: number;
  /** No seal of ours holds it, and no completion of ours is behind what it says. */
  isOutside: boolean;
}

/** Answers that were made elsewhere, in place of agents: nobody is asked. */
export interface GivenAnswers {
  given: { [R in Role]?: Exchanges[R]['answer'] };
}

interface Exchanges {
  planner: { request: PlannerRequest; answer: PlannerAnswer };
  coder: { request: CoderRequest; answer: CoderAnswer };
  tester: { request: TesterRequest; answer: TesterAnswer };
}

const answers: { [R in Role]: z.ZodType<Exchanges[R]['answer']> } = {
  planner: PlannerAnswer,
  coder: CoderAnswer,
  tester: TesterAnswer,
};

/** A question to a role, in a named step of its sample. */
interface Question<R extends Role> {
  role: R;
  step: string;
  request: Exchanges[R]['request'];
  signal?: AbortSignal | undefined;
}

/**
 * Asks an agent by a REQUEST act and gives its typed answer; an answer outside the convention is a refusal, not a fault of ours. Where answers are given, the
 * role's is taken as it is.
 */
export async function ask<R extends Role>(
  team: Team | GivenAnswers,
  trail: Trail,
  question: Question<R>,
): Promise<Exchanges[R]['answer']> {
  const said = 'given' in team ? givenAnswer(team, question.role) : await askAgent(team, trail, question);
  const answer = usable(trail.wellFormed(said, `answer of the ${question.role}`));
  trail.transcript.push({
    type: 'answer',
    role: question.role,
    step: question.step,
    answer: Json.parse(answer),
  });
  return answer;
}

/** An answer that says nothing, or says it in Markdown, is none: it is not the hidden tests that find that out. */
function usable<A extends PlannerAnswer | CoderAnswer | TesterAnswer>(answer: A): A {
  if ('refusal' in answer) return answer;
  const text = 'code' in answer ? answer.code : 'tests' in answer ? answer.tests : answer.steps.join('\n');
  const reason = reasonAgainst(text);
  return reason === undefined ? answer : ({ refusal: { reason, text } } as A);
}

function reasonAgainst(text: string): string | undefined {
  if (text.trim() === '') return 'the answer is empty';
  return /^\s*(?:```|~~~)/.test(text)
    ? 'the code is fenced in Markdown: the answer is to hold the code alone'
    : undefined;
}

function givenAnswer<R extends Role>({ given }: GivenAnswers, role: R): Exchanges[R]['answer'] {
  const answer = given[role];
  if (answer !== undefined) return answer;
  throw new HermesError('HERMES_RUN_PROTOCOL', {
    message: `this sample asks the ${role}, and no answer of it was given.`,
    fix: 'give answers to suites of the pipeline coder only.',
  });
}

async function askAgent<R extends Role>(
  team: Team,
  trail: Trail,
  question: Question<R>,
): Promise<Exchanges[R]['answer']> {
  const { role, step } = question;
  const { port, deadlineMs, isOutside } = memberOf(team, role);
  const request = jsonOf(question.request);
  const act = requestAct(team.names, trail, { role, step, payload: request });
  trail.transcript.push({ type: 'request', role, step, request, ...(isOutside && { outside: true }) });
  using opened = team.desk.open(act.spanId, { trail, role, step });
  const { reply, hops, messagePathMs, derefMs, derefBytes } = await port.ask(act, {
    deadlineMs,
    // What it waits for at the desk has deadlines of its own.
    isPaused: () => opened.isWaiting(),
    signal: question.signal,
  });
  trail.observation.hops.push(...hops);
  if (messagePathMs !== null) trail.observation.messagePathMs.push(messagePathMs);
  trail.observation.derefMs.push(...derefMs);
  trail.observation.derefBytes += derefBytes;
  return readAnswer(answers[role], reply);
}

function memberOf({ members }: Team, role: Role): Member {
  const member = members[role];
  if (member !== undefined) return member;
  throw new HermesError('HERMES_RUN_PROTOCOL', {
    message: `this sample asks the ${role}, and no suite that the run was started with does.`,
    fix: 'start the run with all suites whose samples it is to run.',
  });
}

function requestAct(
  names: RunNames,
  { key }: Trail,
  { role, step, payload }: { role: Role; step: string; payload: Json },
): Act {
  return newAct({
    traceId: names.trace(key),
    spanId: names.span(key, { role, step }),
    type: 'REQUEST',
    header: { testName: names.task(key.task), taskType: taskTypes[role] },
    payload: jsonPayload(payload),
    epoch: names.epoch,
    sender: 'run-host',
    receiver: role,
  });
}

function readAnswer<A>(schema: z.ZodType<A>, reply: Act): A {
  const text = reply.payload.kind === 'inline' ? new TextDecoder().decode(reply.payload.bytes) : '';
  const parsed = schema.safeParse(parsedJson(text));
  return parsed.success
    ? parsed.data
    : schema.parse({ refusal: { reason: 'the agent’s answer does not follow the convention', text } });
}
