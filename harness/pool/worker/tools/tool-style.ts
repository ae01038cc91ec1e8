import { type Json, parsedJson } from '../../../contract/json.ts';
import { readPythonicCalls } from './read-pythonic.ts';

/** A call as it was read from a text. */
export interface ReadCall {
  name: string;
  arguments: string;
}

/** A call found in a text, and where. */
interface FoundCall extends ReadCall {
  start: number;
  end: number;
}

/** One of the ways in which local models write tool calls. */
export interface ToolStyle {
  name: string;
  /** Texts with which calls begin: what follows one is not yet known to be text for people. */
  openings: string[];
  /** Whether an opening counts at the beginning of an answer only. */
  onlyAtStart: boolean;
  /** The calls of a whole answer, in order; what is malformed is not a call. */
  find(text: string): FoundCall[];
  /** What surrounds the arguments of a call of the tool `name`, for a grammar. */
  wrap(name: string): { before: string; after: string };
  /** How arguments are written: as a JSON object, or as `key=value, …`. */
  argumentsAs: 'object' | 'keywords';
  /** What surrounds and separates several calls. */
  frame: { before: string; between: string; after: string };
}

function jsonCall(name: string, key: 'arguments' | 'parameters'): { before: string; after: string } {
  return { before: `{"name": ${JSON.stringify(name)}, "${key}": `, after: '}' };
}

const none = { before: '', between: '\n', after: '' };

/** Nous-Hermes, Qwen 2.5 and 3: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`. */
const hermes: ToolStyle = {
  name: 'hermes',
  openings: ['<tool_call>'],
  onlyAtStart: false,
  find: (text) => tagged(text, /<tool_call>\s*(.*?)\s*(?:<\/tool_call>|$)/gs, (body) => fromObject(body)),
  wrap(name) {
    const { before, after } = jsonCall(name, 'arguments');
    return { before: `<tool_call>\n${before}`, after: `${after}\n</tool_call>` };
  },
  argumentsAs: 'object',
  frame: none,
};

/** Mistral: `[TOOL_CALLS][{"name": …, "arguments": {…}}, …]`, or in newer ones `[TOOL_CALLS]name[ARGS]{…}`. */
const mistral: ToolStyle = {
  name: 'mistral',
  openings: ['[TOOL_CALLS]'],
  onlyAtStart: false,
  find: (text) => [
    ...tagged(text, /\[TOOL_CALLS\]\s*(\[.*\])/gs, (body) => fromList(body)),
    ...tagged(
      text,
      /\[TOOL_CALLS\]\s*([A-Za-z_][\w.-]*(?:\[ARGS\])?\s*\{.*?\})\s*(?=\[TOOL_CALLS\]|$)/gs,
      (body) => named(body, /^([\w.-]+)(?:\[ARGS\])?\s*(\{.*)$/s),
    ),
  ],
  wrap: (name) => jsonCall(name, 'arguments'),
  argumentsAs: 'object',
  frame: { before: '[TOOL_CALLS][', between: ', ', after: ']' },
};

/** Llama 3.1 and later: the answer is `{"name": …, "parameters": {…}}`, with or without `<|python_tag|>` before it; several are separated by `;`. */
const llama3: ToolStyle = {
  name: 'llama3-json',
  openings: ['<|python_tag|>', '{'],
  onlyAtStart: true,
  find: (text) =>
    tagged(text, /^\s*(?:<\|python_tag\|>)?\s*(\{.*\})\s*$/gs, (body) => {
      const whole = fromObject(body);
      return whole.length > 0 ? whole : body.split(/(?<=\})\s*;\s*(?=\{)/).flatMap((one) => fromObject(one));
    }),
  wrap: (name) => jsonCall(name, 'parameters'),
  argumentsAs: 'object',
  frame: { before: '', between: '; ', after: '' },
};

/** Llama 3.2 and 4: the answer is `[name(key="value", …), …]`. */
const pythonic: ToolStyle = {
  name: 'pythonic',
  openings: ['<|python_start|>', '['],
  onlyAtStart: true,
  find: (text) => {
    const bare = text.replace(/^\s*<\|python_start\|>/, '').replace(/<\|python_end\|>\s*$/, '');
    return (readPythonicCalls(bare) ?? []).map((call) => ({ ...call, start: 0, end: text.length }));
  },
  wrap: (name) => ({ before: `${name}(`, after: ')' }),
  argumentsAs: 'keywords',
  frame: { before: '[', between: ', ', after: ']' },
};

/** Functionary and Llama 3.1's own functions: `<function=name>{…}</function>`. */
const functionary: ToolStyle = {
  name: 'functionary',
  openings: ['<function='],
  onlyAtStart: false,
  find: (text) =>
    tagged(text, /<function=([\w.-]+>\s*\{.*?\})\s*(?:<\/function>|$)/gs, (body) =>
      named(body, /^([\w.-]+)>\s*(\{.*)$/s),
    ),
  wrap: (name) => ({ before: `<function=${name}>`, after: '</function>' }),
  argumentsAs: 'object',
  frame: none,
};

/** Functionary 3.2: `>>>name` and the arguments in the next line. */
const functionaryLines: ToolStyle = {
  name: 'functionary-lines',
  openings: ['>>>'],
  onlyAtStart: false,
  find: (text) =>
    tagged(text, />>>((?!all\n)[\w.-]+\n\s*\{.*?\})\s*(?=>>>|$)/gs, (body) =>
      named(body, /^([\w.-]+)\n\s*(\{.*)$/s),
    ),
  wrap: (name) => ({ before: `>>>${name}\n`, after: '' }),
  argumentsAs: 'object',
  frame: none,
};

/** Templates that show tools and no form of a call: JSON, bare or fenced, as most models then write it. */
const fenced: ToolStyle = {
  name: 'fenced',
  openings: ['```', '{', '['],
  onlyAtStart: true,
  find: (text) =>
    tagged(text, /^\s*(?:```(?:json|tool_call|tool_code)?\s*)?([[{].*[\]}])\s*(?:```)?\s*$/gs, (body) =>
      body.startsWith('[') ? fromList(body) : fromObject(body),
    ),
  wrap: (name) => jsonCall(name, 'arguments'),
  argumentsAs: 'object',
  frame: { before: '[', between: ', ', after: ']' },
};

/** Told by what a template writes for the calls of earlier turns; the first that fits. */
export function toolStyleOf(template: string): ToolStyle {
  const signs: [boolean, ToolStyle][] = [
    [template.includes('[TOOL_CALLS]'), mistral],
    [template.includes('<tool_call>'), hermes],
    [template.includes('<function='), functionary],
    [template.includes('>>>') && template.includes('recipient'), functionaryLines],
    [template.includes('<|python_start|>') || /\[func_name1\(/.test(template), pythonic],
    [template.includes('<|python_tag|>') || /"parameters"/.test(template), llama3],
  ];
  return signs.find(([fits]) => fits)?.[1] ?? fenced;
}

function tagged(text: string, pattern: RegExp, read: (body: string) => ReadCall[]): FoundCall[] {
  return [...text.matchAll(pattern)].flatMap((match) =>
    read(match[1] ?? '').map((call) => ({
      ...call,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
}

function named(body: string, pattern: RegExp): ReadCall[] {
  const [, name = '', text = ''] = pattern.exec(body) ?? [];
  return parsedJson(text) === undefined ? [] : [{ name, arguments: text.trim() }];
}

function fromObject(body: string): ReadCall[] {
  const value = parsedJson(body);
  return value === undefined ? [] : callOf(value);
}

function fromList(body: string): ReadCall[] {
  const value = parsedJson(body);
  return Array.isArray(value) ? value.flatMap((one) => callOf(one)) : [];
}

/** `{"name", "arguments" | "parameters"}`; arguments may be JSON in a string. */
function callOf(value: Json): ReadCall[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  const { name, arguments: given = value['parameters'] ?? {} } = value;
  if (typeof name !== 'string' || name === '') return [];
  return [{ name, arguments: typeof given === 'string' ? given : JSON.stringify(given) }];
}
