import { CoderRequest, PlannerRequest, TesterRequest } from '../contract/agent-messages.ts';
import type { ChatMessage, Role } from '../contract/chat.ts';
import type { PromptProfile } from '../contract/config.ts';
import type { AgentTools } from './agent-tools.ts';
import { code } from './coder.ts';
import { plan } from './planner.ts';
import { loadPrompts } from './render-prompt.ts';
import { test } from './tester.ts';

/** What each role is asked and gives. */
interface Work {
  planner: typeof plan;
  coder: typeof code;
  tester: typeof test;
}

/** Asks a model for the answer to a role's request: our prompts, our extraction. */
export const works: Work = { planner: plan, coder: code, tester: test };

/** What each role may be asked. */
export const requests = { planner: PlannerRequest, coder: CoderRequest, tester: TesterRequest };

/**
 * The answer of a role of ours, from a model of yours: the prompts of Hermes go to `complete`, which gives the text of the completion, and the answer is taken out of that
 * text as from a local model's. So the scores of an agent of your own differ from ours by the model alone. Throws a ZodError when the request is not the role's.
 */
export async function answerWith<R extends Role>(
  role: R,
  request: unknown,
  options: {
    complete: (messages: ChatMessage[]) => Promise<string>;
    /** `standard` prompts are for instruct models; `compact` ones have the embedded model's wording. Default `standard`. */
    profile?: PromptProfile | undefined;
  },
): Promise<Awaited<ReturnType<Work[R]>>> {
  const { complete, profile = 'standard' } = options;
  const tools: AgentTools = {
    prompts: loadPrompts(profile),
    grammar: false,
    async complete(messages) {
      const tokens = { prefill: 0, decode: 0 };
      return { text: await complete(messages), finishReason: 'stop', tokens };
    },
  };
  const work = works[role] as (given: unknown, tools: AgentTools) => ReturnType<Work[R]>;
  return await work(requests[role].parse(request), tools);
}
