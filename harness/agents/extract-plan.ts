import { z } from 'zod';
import { splitAnswer } from './extract-blocks.ts';
import { parsedJson } from '../contract/json.ts';

/** A planner's plan, or why the answer holds none. */
export type ExtractedPlan = { kind: 'plan'; steps: string[] } | { kind: 'refusal'; reason: string };

const PlanAnswer = z.object({ steps: z.array(z.string().trim().min(1)).min(1).max(64) });

/**
 * Takes `{"steps":["…"]}` out of a planner's answer, with or without a fence or prose around it; of several the last counts.
 * A list that is not this JSON is a refusal with the reason; never throws.
 */
export function extractPlan(text: string): ExtractedPlan {
  const answer = splitAnswer(text);
  if (answer.text.trim() === '') {
    return refuse(
      answer.unfinishedThought ? 'the answer ended inside the model’s thinking' : 'the answer is empty',
    );
  }
  const objects = jsonObjects(answer.text);
  if (objects.length === 0) return refuse(noObjectReason(answer.text));
  const parsed = objects.map((value) => PlanAnswer.safeParse(value));
  const good = parsed.findLast((result) => result.success);
  if (good?.success === true) return { kind: 'plan', steps: good.data.steps };
  const issue = parsed.at(-1)?.error?.issues[0];
  return refuse(`the JSON is not a plan: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`);
}

/** More opening brackets than this are not tried: an answer is short, and trying costs the rest of the text each time. */
const maxTries = 200;

/** Outermost objects of a text that are JSON, in order. */
function jsonObjects(text: string): unknown[] {
  const values: unknown[] = [];
  let at = text.indexOf('{');
  for (let tries = 0; at !== -1 && tries < maxTries; tries += 1) {
    const end = objectEnd(text, at);
    const value = end === undefined ? undefined : parsedJson(text.slice(at, end));
    if (value !== undefined) values.push(value);
    at = text.indexOf('{', value === undefined || end === undefined ? at + 1 : end);
  }
  return values;
}

const pieces = /"(?:\\.|[^"\\])*"|[{}]/g;

/** Index behind the bracket that closes the object, JSON strings skipped. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0;
  pieces.lastIndex = start;
  for (let found = pieces.exec(text); found !== null; found = pieces.exec(text)) {
    if (found[0] === '{') depth += 1;
    if (found[0] === '}') depth -= 1;
    if (depth === 0) return pieces.lastIndex;
  }
  return undefined;
}

function noObjectReason(text: string): string {
  if (/\{\s*"steps"/.test(text)) return 'the JSON of the plan is cut off or malformed';
  return `the answer holds no JSON object (it begins “${text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')}”)`;
}

function refuse(reason: string): ExtractedPlan {
  return { kind: 'refusal', reason };
}
