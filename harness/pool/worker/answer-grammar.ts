import { type Llama, LlamaGrammarEvaluationState, type LlamaModel } from 'node-llama-cpp';
import type { ChatRequest, ResponseFormat, Tool } from '../../contract/chat.ts';
import { grammarFault, objectRules, type Rules, schemaRules } from './json-grammar.ts';
import type { ToolStyle } from './tools/tool-style.ts';

/** What an answer must be, as a state to evaluate with. */
export interface AnswerGrammar {
  state: LlamaGrammarEvaluationState;
  /** The answer is one JSON document, and ends with it. */
  isJson: boolean;
}

/** The grammar that a request asks for; undefined when the answer may be any text. Throws HERMES_POOL_GRAMMAR. */
export async function answerGrammar(
  { llama, model }: { llama: Llama; model: LlamaModel },
  { toolChoice = 'auto', responseFormat = { type: 'text' } }: ChatRequest,
  { tools, style }: { tools: Tool[]; style: ToolStyle },
): Promise<AnswerGrammar | undefined> {
  const isForced = toolChoice === 'required' || typeof toolChoice === 'object';
  const json = isForced ? undefined : await jsonRules(llama, responseFormat);
  if (json === undefined && !isForced) return undefined;
  const chosen =
    typeof toolChoice === 'object' ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  const calls =
    tools.length > 0
      ? await callRules(llama, chosen, { style, isOne: typeof toolChoice === 'object' })
      : undefined;
  const starts = [calls, json].filter((rules) => rules !== undefined);
  const text = [
    `root ::= ${starts.map(({ root }) => root).join(' | ')}`,
    ...starts.flatMap(({ rules }) => rules),
  ];
  try {
    const grammar = await llama.createGrammar({ grammar: text.join('\n') });
    return { state: new LlamaGrammarEvaluationState({ model, grammar }), isJson: calls === undefined };
  } catch (error) {
    throw grammarFault(error);
  }
}

async function jsonRules(llama: Llama, format: ResponseFormat): Promise<Rules | undefined> {
  if (format.type === 'text') return undefined;
  return format.type === 'json-object' ? objectRules('any') : schemaRules(llama, format.schema, 'json');
}

async function callRules(
  llama: Llama,
  tools: Tool[],
  { style, isOne }: { style: ToolStyle; isOne: boolean },
): Promise<Rules> {
  const perTool = await Promise.all(
    tools.map(async (tool, index) => {
      const { before, after } = style.wrap(tool.name);
      const given = await argumentRules(llama, tool, { style, prefix: `t${index}` });
      const rule = `t${index}-call ::= ${literal(before)} ${given.root} ${literal(after)}`;
      return { root: `t${index}-call`, rules: [rule, ...given.rules] };
    }),
  );
  const { before, between, after } = style.frame;
  const more = isOne ? '' : `( ${literal(between)} call )*`;
  return {
    root: 'calls',
    rules: [
      `calls ::= ${[literal(before), 'call', more, literal(after)].join(' ')}`,
      `call ::= ${perTool.map(({ root }) => root).join(' | ')}`,
      ...perTool.flatMap(({ rules }) => rules),
    ],
  };
}

async function argumentRules(
  llama: Llama,
  { parameters }: Tool,
  { style, prefix }: { style: ToolStyle; prefix: string },
): Promise<Rules> {
  const properties = Object.entries(parameters['properties'] ?? {});
  if (properties.length === 0) return objectRules(prefix);
  if (style.argumentsAs === 'object') return schemaRules(llama, parameters, prefix);
  const values = await Promise.all(
    properties.map(async ([key, schema], index) => {
      const rules = await schemaRules(llama, schema, `${prefix}-${index}`);
      return { rules: rules.rules, part: `${literal(`${key}=`)} ${rules.root}` };
    }),
  );
  const rule = `${prefix}-keywords ::= ${values.map(({ part }) => part).join(` ${literal(', ')} `)}`;
  return { root: `${prefix}-keywords`, rules: [rule, ...values.flatMap(({ rules }) => rules)] };
}

function literal(text: string): string {
  return text === '' ? '' : JSON.stringify(text);
}
