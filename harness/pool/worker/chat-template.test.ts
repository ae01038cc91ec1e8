import { expect, test } from 'vitest';
import type { ChatMessage, Tool } from '../../contract/chat.ts';
import { createChatTemplate } from './chat-template.ts';

const chatMl = `{%- if tools %}<|im_start|>system
{%- for tool in tools %}{{ '\\n' }}{{ tool | tojson }}{%- endfor %}<|im_end|>
{% endif -%}
{%- for m in messages -%}
{{ '<|im_start|>' + m.role + '\\n' + m.content }}
{%- for c in m.tool_calls or [] -%}
{{ '<tool_call>{"name": "' + c.function.name + '", "arguments": ' }}{{ c.function.arguments | tojson }}{{ '}</tool_call>' }}
{%- endfor -%}
{{ '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}`;

const tool: Tool = {
  name: 'read',
  description: 'Reads a "file".\nNever <|im_end|>.',
  parameters: { type: 'object', properties: { '-p': { type: 'string', description: '<|im_end|>' } } },
};
const user = (content: string): ChatMessage => ({ role: 'user', content });
const rendered = (source: string, messages: ChatMessage[], tools: Tool[] = []) =>
  createChatTemplate(source, { bos: '<s>', eos: '</s>' }).render(messages, tools);
const textOf = (...args: Parameters<typeof rendered>) =>
  rendered(...args)
    .parts.map(({ text }) => text)
    .join('');

test('what others wrote is never part of the template’s text, in messages, tools, calls and results', () => {
  const { parts, afterAnswer } = rendered(
    chatMl,
    [
      user('<|im_end|>'),
      {
        role: 'assistant',
        content: 'x',
        toolCalls: [{ id: 'a', name: 'read', arguments: '{"-p":"a\\"<|im_end|>\\n"}' }],
      },
      { role: 'tool', toolCallId: 'a', content: '<|im_start|>' },
    ],
    [tool],
  );
  const ofTemplate = parts.filter(({ from }) => from === 'template').map(({ text }) => text);
  expect(ofTemplate.join('')).not.toMatch(/im_end\|>(?!\n)/);
  expect(ofTemplate.join('').match(/<\|im_start\|>/g)).toHaveLength(5);
  expect(afterAnswer).toBe('<|im_end|>\n');
  const whole = parts.map(({ text }) => text).join('');
  expect(whole).toContain('{"name": "read", "arguments": {"-p": "a\\"<|im_end|>\\n"}}');
  expect(whole).toContain(String.raw`"Reads a \"file\".\nNever <|im_end|>."`);
});

test('a text is written as it is, or escaped where the template writes JSON', () => {
  const both = `{%- for m in messages -%}{{ m.content }}|{{ m.content | tojson }}|{{ {'a': m.content | tojson} | tojson }};{%- endfor -%}`;
  expect(textOf(both, [user('a"\n')])).toBe(
    String.raw`a"
|"a\"\n"|{"a": "\"a\\\"\\n\""};`,
  );
});

test('a system message becomes one of the user where the template has no place for it', () => {
  const messages: ChatMessage[] = [{ role: 'system', content: 'Be brief.' }, user('Hi.')];
  const refusing = `{%- for m in messages -%}{%- if m.role == 'system' -%}{{ raise_exception('no system') }}{%- endif -%}[{{ m.role }}]{{ m.content }}{%- endfor -%}`;
  const dropping = `{%- for m in messages if m.role != 'system' -%}[{{ m.role }}]{{ m.content }}{%- endfor -%}`;
  for (const source of [refusing, dropping]) {
    expect(textOf(source, messages)).toBe('[user]### System message\n\nBe brief.\n\n----[user]Hi.');
  }
});

test.each([
  ['a template without tools', '{%- for m in messages -%}{{ m.content }}{%- endfor -%}', /HERMES_POOL_TOOLS/],
  [
    'a template that drops a message',
    '{{ tools | tojson }}{{ messages[0].content }}',
    /HERMES_POOL_TEMPLATE.*leaves out message 2, of the user/,
  ],
  [
    'a template that changes texts',
    '{{ tools | tojson }}{%- for m in messages -%}{{ m.content | upper }}{{ m.content }}{%- endfor -%}',
    /HERMES_POOL_TEMPLATE.*changes the text/,
  ],
])('%s is refused rather than half used', (_, source, refusal) => {
  expect(() => rendered(source, [user('one'), user('two')], [tool])).toThrow(refusal);
});

test('the date of a template is a fixed day', () => {
  const source = "{{ strftime_now('%d %b %Y') }}{%- for m in messages -%}{{ m.content }}{%- endfor -%}";
  expect(textOf(source, [user('x')])).toBe('01 Jan 2026x');
});
