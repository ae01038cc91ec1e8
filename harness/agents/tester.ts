import type { TesterAnswer, TesterRequest } from '../contract/agent-messages.ts';
import { type AgentTools, refusalOfCutOff } from './agent-tools.ts';
import { extractTests } from './extract-tests.ts';
import { renderPrompt } from './render-prompt.ts';

/** Asks the model for assertions about the task. */
export async function test(request: TesterRequest, tools: AgentTools): Promise<TesterAnswer> {
  const messages = renderPrompt(tools.prompts, 'tester', request);
  const reply = await tools.complete(messages);
  const cutOff = refusalOfCutOff(reply);
  if (cutOff !== undefined) return cutOff;
  const extracted = extractTests(reply.text, { entryPoint: request.entryPoint });
  return extracted.kind === 'tests'
    ? { tests: extracted.code, shape: extracted.shape }
    : { refusal: { reason: extracted.reason, text: reply.text } };
}
