import { Template } from '@huggingface/jinja';
import type { ChatMessage, Tool } from '../../contract/chat.ts';
import { HermesError, textOf } from '../../contract/errors.ts';
import { type Json, parsedJson } from '../../contract/json.ts';
import { createPlaceholders, type Part, placeholderTag } from './placeholders.ts';

/** The special tokens that templates name. */
export interface TemplateTokens {
  bos: string;
  eos: string;
}

/** What is to be completed, as parts of a text: what the template wrote, and what others wrote. */
interface RenderedChat {
  parts: Part[];
  /** What the template writes after an answer. */
  afterAnswer: string;
}

export interface ChatTemplate {
  /** Throws HERMES_POOL_TEMPLATE when the template fails, or would leave out a message or the tools. */
  render(messages: ChatMessage[], tools: Tool[]): RenderedChat;
}

/** Templates print today's date through this function; a prompt must not depend on the day it is asked. */
const fixedDate = '{%- macro strftime_now(format) -%}01 Jan 2026{%- endmacro -%}';

/** A system message for templates that have no place for one. */
const systemAsUser = (content: string) => `### System message\n\n${content}\n\n----`;

/** The chat template of a GGUF file (Jinja, as transformers has it: `messages`, `tools`, `add_generation_prompt`). */
export function createChatTemplate(source: string, tokens: TemplateTokens): ChatTemplate {
  const template = guarded(() => new Template(source.includes('strftime_now') ? fixedDate + source : source));
  const tag = placeholderTag(source);
  const renderText = (messages: object[], tools: object[] | undefined, isOpen: boolean): string =>
    template.render({
      messages,
      tools,
      add_generation_prompt: isOpen,
      bos_token: tokens.bos,
      eos_token: tokens.eos,
    });

  const attempt = (messages: ChatMessage[], tools: Tool[]): RenderedChat => {
    const hidden = createPlaceholders(tag);
    const hide: Hide = (text, options) => hidden.hide(text, options);
    const own = messages.map((message) => ownMessage(message, hide));
    const ownTools = tools.length === 0 ? undefined : tools.map((tool) => ownTool(tool, hide));
    const text = renderText(own, ownTools, true);
    refuseLoss(messages, own, text);
    if (ownTools !== undefined && renderText(own, undefined, true) === text) throw toolsUnknown();
    const answer = hide('answer', { always: true });
    const closed = renderText([...own, { role: 'assistant', content: answer }], ownTools, false);
    return {
      parts: hidden.reveal(text),
      afterAnswer: closed.slice(closed.lastIndexOf(answer) + answer.length),
    };
  };

  return {
    render: (messages, tools) =>
      guarded(() => {
        const alternatives = messages.some(({ role }) => role === 'system')
          ? [messages, withoutSystem(messages)]
          : [messages];
        return firstThatWorks(alternatives.map((one) => () => attempt(one, tools)));
      }),
  };
}

/** The first result; the first error when none works. */
function firstThatWorks<T>(attempts: (() => T)[]): T {
  const errors: unknown[] = [];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
}

function withoutSystem(messages: ChatMessage[]): ChatMessage[] {
  return messages.map((message) =>
    message.role === 'system' ? { role: 'user', content: systemAsUser(message.content) } : message,
  );
}

type Hide = (text: string, options?: { always: boolean }) => string;

/** A message in the words of transformers' templates. */
interface OwnMessage {
  role: string;
  content: string;
  tool_call_id?: string | undefined;
  tool_calls?: object[] | undefined;
}

function ownMessage(message: ChatMessage, hide: Hide): OwnMessage {
  const content = hide(message.content, { always: message.content !== '' });
  switch (message.role) {
    case 'tool':
      return { role: 'tool', content, tool_call_id: hide(message.toolCallId) };
    case 'assistant': {
      if (message.toolCalls === undefined) return { role: 'assistant', content };
      const toolCalls = message.toolCalls.map(({ id, name, arguments: text }) => ({
        id: hide(id),
        type: 'function',
        function: { name: hide(name), arguments: hideAll(argumentsOf(text), hide) },
      }));
      return { role: 'assistant', content, tool_calls: toolCalls };
    }
    case 'system':
    case 'user':
      return { role: message.role, content };
  }
}

/** Templates write arguments by `tojson`; a text that is no JSON object stays a text. */
function argumentsOf(text: string): Json {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null ? value : text;
}

function ownTool({ name, description, parameters }: Tool, hide: Hide): object {
  const described = description === undefined ? '' : hide(description);
  return {
    type: 'function',
    function: { name, description: described, parameters: hideAll(parameters, hide) },
  };
}

function hideAll(value: Json, hide: Hide): Json {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideAll(item, hide));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [hide(key), hideAll(item, hide)]));
}

function refuseLoss(messages: ChatMessage[], own: { content: string }[], text: string): void {
  for (const [index, message] of messages.entries()) {
    // Some templates drop what is said beside tool calls.
    if (message.role === 'assistant' && message.toolCalls !== undefined) continue;
    if (text.includes(own[index]?.content ?? '')) continue;
    throw new Error(`it leaves out message ${index + 1}, of the ${message.role}`);
  }
}

function toolsUnknown(): Error {
  return new HermesError('HERMES_POOL_TOOLS', {
    message: 'the model’s chat template has no place for tools.',
    fix: 'use a model that was trained to call tools, or ask without tools.',
  });
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HermesError) throw error;
    throw new HermesError('HERMES_POOL_TEMPLATE', {
      message: `the model's chat template failed: ${textOf(error)}`,
      fix: 'change the roles or their order (some templates want user and assistant in turn), or use another model.',
      cause: error,
    });
  }
}
