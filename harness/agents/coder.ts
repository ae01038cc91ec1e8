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
    failing: failingText(request),
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

function failingText({ failing, lang }: CoderRequest): string {
  if (failing === undefined) return '';
  const { code: program, tests, logs } = failing;
  const parts = [
    `Your last program:\n${fenced(lang, program)}`,
    `It failed these tests:\n${fenced('js', tests)}`,
    `What they said:\n${fenced('', logs)}`,
    'Write the whole program again, mended. Where a test contradicts the task, follow the task.',
  ];
  return `\n\n${parts.join('\n')}`;
}

function fenced(tag: string, text: string): string {
  const mark = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${mark}${tag}\n${text}\n${mark}`;
}
