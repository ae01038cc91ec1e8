import type { Json } from '../../contract/json.ts';
import { HermesError } from '../../contract/errors.ts';

/** Keywords that llama.cpp's grammar follows, and those that a reader of the output has to check (with zod). */
const followed = [
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'enum',
  'const',
  'oneOf',
  '$ref',
  '$defs',
];
const leftToTheReader = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'description',
  'title',
  'default',
];
const typeNames = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/**
 * A JSON Schema as node-llama-cpp's grammar takes it: `anyOf` becomes `oneOf`, every listed property is required. What the grammar would
 * silently drop (patterns, `allOf`, unknown types, references elsewhere than `#/$defs/`) is refused with HERMES_POOL_GRAMMAR;
 * bounds of numbers are not part of the grammar and are left to whoever parses the output.
 */
export function toGrammarSchema(schema: Json, path = '#'): Json {
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema)) throw refuse(path, schema);
  const converted: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(schema)) {
    const name = key === 'anyOf' ? 'oneOf' : key;
    if (key === '$schema' || leftToTheReader.includes(key)) continue;
    if (!followed.includes(name)) throw refuse(`${path}/${key}`, value);
    converted[name] = convertValue(name, value, `${path}/${key}`);
  }
  const isTyped = ['type', 'enum', 'const', 'oneOf', '$ref'].some((key) => key in converted);
  if (!isTyped) throw refuse(path, schema);
  return converted;
}

function convertValue(key: string, value: Json, path: string): Json {
  switch (key) {
    case 'items':
      return toGrammarSchema(value, path);
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : toGrammarSchema(value, path);
    case 'oneOf':
    case 'prefixItems':
      if (!Array.isArray(value)) throw refuse(path, value);
      return value.map((item, index) => toGrammarSchema(item, `${path}/${index}`));
    case 'properties':
    case '$defs':
      return convertEach(value, path);
    default:
      if (!isKnownLeaf(key, value)) throw refuse(path, value);
      return value;
  }
}

function isKnownLeaf(key: string, value: Json): boolean {
  if (key === 'type')
    return [value].flat().every((type) => typeof type === 'string' && typeNames.includes(type));
  if (key === '$ref') return typeof value === 'string' && value.startsWith('#/$defs/');
  return true;
}

function convertEach(value: Json, path: string): Json {
  if (value === null || typeof value !== 'object') throw refuse(path, value);
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, item]) => [name, toGrammarSchema(item, `${path}/${name}`)]));
}

function refuse(path: string, value: unknown): HermesError {
  return new HermesError('HERMES_POOL_GRAMMAR', {
    message: `a grammar cannot follow ${JSON.stringify(value)?.slice(0, 80)} at ${path} of the JSON schema.`,
    fix: 'use objects, arrays, strings, numbers, booleans, null, enums, unions and $defs, or ask without a schema.',
  });
}
