import { describe, expect, test } from 'vitest';
import { toolStyleOf } from './tool-style.ts';

const templates: Record<string, string> = {
  mistral: "{{ '[TOOL_CALLS]' }}",
  hermes: "{{ '<tool_call>' }}",
  functionary: "{{ '<function=' + name }}",
  'functionary-lines': "{{ '>>>' + recipient }}",
  pythonic: '[func_name1(params_name1=params_value1)]',
  'llama3-json': '{{ "<|python_tag|>" }}',
  fenced: '{{ tools | tojson }}',
};
const calls = (style: string, text: string) =>
  toolStyleOf(templates[style] ?? '')
    .find(text)
    .map(({ name, arguments: given }) => [name, given]);

describe('calls as local models write them', () => {
  test.each([
    ['hermes', '<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>'],
    ['hermes', 'I look.\n<tool_call>{"name":"f","arguments":"{\\"a\\":1}"}</tool_call>'],
    ['hermes', '<tool_call>\n{"name": "f", "arguments": {"a": 1}}'],
    ['mistral', '[TOOL_CALLS][{"name": "f", "arguments": {"a": 1}}]'],
    ['mistral', '[TOOL_CALLS] f[ARGS]{"a":1}'],
    ['llama3-json', '{"name": "f", "parameters": {"a": 1}}'],
    ['llama3-json', '<|python_tag|>{"type": "function", "name": "f", "parameters": {"a": 1}}'],
    ['pythonic', '[f(a=1)]'],
    ['pythonic', '<|python_start|>[f(a=1)]<|python_end|>'],
    ['functionary', '<function=f>{"a":1}</function>'],
    ['functionary-lines', '>>>f\n{"a":1}'],
    ['fenced', '```json\n{"name": "f", "arguments": {"a": 1}}\n```'],
    ['fenced', '[{"name": "f", "arguments": {"a": 1}}]'],
  ])('%s: %s', (style, text) => {
    expect(calls(style, text)).toEqual([['f', '{"a":1}']]);
  });

  test.each([
    [
      'hermes',
      '<tool_call>{"name":"f","arguments":{}}</tool_call>\n<tool_call>{"name":"g","arguments":{}}</tool_call>',
    ],
    ['mistral', '[TOOL_CALLS][{"name":"f","arguments":{}}, {"name":"g","arguments":{}}]'],
    ['mistral', '[TOOL_CALLS]f[ARGS]{}[TOOL_CALLS]g[ARGS]{}'],
    ['llama3-json', '{"name":"f","parameters":{}}; {"name":"g","parameters":{}}'],
    ['pythonic', '[f(), g()]'],
    ['functionary', '<function=f>{}</function><function=g>{}</function>'],
    ['functionary-lines', '>>>f\n{}\n>>>g\n{}'],
  ])('%s, two in parallel: %s', (style, text) => {
    expect(calls(style, text)).toEqual([
      ['f', '{}'],
      ['g', '{}'],
    ]);
  });

  test.each([
    ['hermes', '<tool_call>{"name": "f", "arguments": {"a": </tool_call>'],
    ['hermes', '<tool_call>{"arguments": {}}</tool_call>'],
    ['mistral', '[TOOL_CALLS][{"name": "f", "arguments": {]'],
    ['llama3-json', 'The answer is {"name": "f", "parameters": {}}'],
    ['pythonic', '[f(a=)]'],
    ['pythonic', '[1, 2]'],
    ['functionary', '<function=f>no JSON</function>'],
    ['fenced', '{"a": 1}'],
  ])('%s: %s is no call', (style, text) => {
    expect(calls(style, text)).toEqual([]);
  });

  test('Python’s literals become JSON', () => {
    const text = String.raw`[f(a='it\'s', b=[True, None, -1.5e2], c={"k": "\u00e9"})]`;
    expect(calls('pythonic', text)).toEqual([['f', '{"a":"it\'s","b":[true,null,-150],"c":{"k":"é"}}']]);
  });
});

test.each(Object.entries(templates))('style %s is told by the template %s', (style, template) => {
  expect(toolStyleOf(template).name).toBe(style);
});
