import type { CoderAnswer, CoderRequest } from '../contract/agent-messages.ts';
import { type AgentTools, refusalOfCutOff } from './agent-tools.ts';
import { extractProgram } from './extract-program.ts';
import { renderPrompt } from './render-prompt.ts';

/** Asks the model for a program; takes out of the answer what is there and never mends it. */
export async function code(request: CoderRequest, tools: AgentTools): Promise<CoderAnswer> {
  const messages = renderPrompt(tools.prompts, 'coder', {
    statement: request.statement,
    signature: request.signature,
    plan: planText(request.plan),
    failing: failingText(request.failing),
    language: request.lang === 'ts' ? 'TypeScript' : 'JavaScript',
    fence: request.lang,
  });
  const reply = await tools.complete(messages);
  const cutOff = refusalOfCutOff(reply);
  if (cutOff !== undefined) return cutOff;
  const extracted = extractProgram(reply.text, { entryPoint: request.entryPoint });
  return extracted.kind === 'program'
    ? { shape: extracted.shape, code: extracted.code, lang: request.lang === 'ts' ? 'ts' : extracted.lang }
    : { refusal: { reason: extracted.reason, text: reply.text } };
}

function planText(plan: string[] | undefined): string {
  if (plan === undefined || plan.length === 0) return '';
  return `\nPlan:\n${plan.map((step, index) => `${index + 1}. ${step}`).join('\n')}`;
}

function failingText(failing: CoderRequest['failing']): string {
  if (failing === undefined) return '';
  return `\n\nYour last program:\n\`\`\`\n${failing.code}\n\`\`\`\nIt failed these tests:\n\`\`\`js\n${failing.tests}\n\`\`\`\nWhat they said:\n${failing.logs}`;
}
