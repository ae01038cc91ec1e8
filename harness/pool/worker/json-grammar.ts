import type { Llama } from 'node-llama-cpp';
import type { Json } from '../../contract/json.ts';
import { HermesError, textOf } from '../../contract/errors.ts';
import { toGrammarSchema } from './grammar-schema.ts';

/** Rules of GBNF, and the name of the one to begin with. */
export interface Rules {
  root: string;
  rules: string[];
}

/** What node-llama-cpp ends its grammars with: line breaks without end, where we want the end of the answer. */
const ending = String.raw` "\n\n\n\n" [\n]*`;
const token = /"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[\d,]*\}|[A-Za-z][\w-]*/g;

/** The grammar of JSON that follows a schema, as rules whose names begin with `prefix`. Throws HERMES_POOL_GRAMMAR. */
export async function schemaRules(llama: Llama, schema: Json, prefix: string): Promise<Rules> {
  try {
    const converted = toGrammarSchema(schema) as Parameters<Llama['createGrammarForJsonSchema']>[0];
    const { grammar } = await llama.createGrammarForJsonSchema(converted);
    const renamed = (line: string) =>
      line.replaceAll(token, (word) => (/^[A-Za-z]/.test(word) ? `${prefix}-${word}` : word));
    const rules = grammar
      .split('\n')
      .filter((line) => line.includes('::='))
      .map((line) => renamed(line.endsWith(ending) ? line.slice(0, -ending.length) : line));
    return { root: `${prefix}-root`, rules };
  } catch (error) {
    throw error instanceof HermesError ? error : grammarFault(error);
  }
}

/** Any JSON object, without white space at line starts that a model could repeat for ever. */
export function objectRules(prefix: string): Rules {
  const rule = (name: string) => `${prefix}-${name}`;
  return {
    root: rule('object'),
    rules: [
      `${rule('object')} ::= "{" ${rule('ws')} ( ${rule('pair')} ( "," ${rule('ws')} ${rule('pair')} )* )? ${rule('ws')} "}"`,
      `${rule('pair')} ::= ${rule('string')} ":" ${rule('ws')} ${rule('value')}`,
      `${rule('array')} ::= "[" ${rule('ws')} ( ${rule('value')} ( "," ${rule('ws')} ${rule('value')} )* )? ${rule('ws')} "]"`,
      `${rule('value')} ::= ${rule('object')} | ${rule('array')} | ${rule('string')} | ${rule('number')} | "true" | "false" | "null"`,
      String.raw`${rule('string')} ::= "\"" ( [^"\\\x7F\x00-\x1F] | "\\" ["\\/bfnrt] | "\\u" [0-9a-fA-F]{4} )* "\""`,
      `${rule('number')} ::= "-"? ( "0" | [1-9] [0-9]{0,15} ) ( "." [0-9]{1,16} )? ( [eE] [-+]? [0-9]{1,3} )?`,
      String.raw`${rule('ws')} ::= ( " " | "\n" [ ]{0,16} )?`,
    ],
  };
}

export function grammarFault(error: unknown): HermesError {
  return new HermesError('HERMES_POOL_GRAMMAR', {
    message: `the JSON schema cannot be made a grammar: ${textOf(error)}`,
    fix: 'use objects, arrays, strings, numbers, booleans, enums and unions only, or ask without a schema.',
    cause: error,
  });
}
