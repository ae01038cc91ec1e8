import { z } from 'zod';
import type { PlannerAnswer, PlannerRequest } from '../contract/agent-messages.ts';
import type { ResponseFormat } from '../contract/chat.ts';
import { Json } from '../contract/json.ts';
import { type AgentTools, refusalOfCutOff } from './agent-tools.ts';
import { extractPlan } from './extract-plan.ts';
import { renderPrompt } from './render-prompt.ts';

// A step of no words is a refusal anyway: small models under a grammar say [""] where nothing forbids it.
const PlanAnswer = z.strictObject({ steps: z.array(z.string().min(3)).min(1).max(12) });
const planFormat: ResponseFormat = {
  type: 'json-schema',
  schema: Json.parse(z.toJSONSchema(PlanAnswer)),
};

/** Asks the model for a plan: JSON by its schema, with the grammar when it is on. */
export async function plan(request: PlannerRequest, tools: AgentTools): Promise<PlannerAnswer> {
  const messages = renderPrompt(tools.prompts, 'planner', request);
  const reply = await tools.complete(messages, tools.grammar ? { responseFormat: planFormat } : {});
  const cutOff = refusalOfCutOff(reply);
  if (cutOff !== undefined) return cutOff;
  const extracted = extractPlan(reply.text);
  return extracted.kind === 'plan'
    ? { steps: extracted.steps }
    : { refusal: { reason: extracted.reason, text: reply.text } };
}
