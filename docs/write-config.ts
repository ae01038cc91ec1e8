import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { HermesConfig, ModelEntry, OutsideRole } from '../harness/contract/config.ts';
import { Sampling } from '../harness/contract/chat.ts';
import { variables } from '../harness/launcher/environment-variables.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** Writes docs/config.md from the schema of the config, its comments, and the table of variables. */
export function writeConfigPage(): void {
  writeFileSync(new URL('./config.md', import.meta.url), configPage());
}

/** The page, as it must be. */
export function configPage(): string {
  const config = [...keysOf('', z.toJSONSchema(HermesConfig, { io: 'input' }), commentsOf('config', 'HermesConfig'))].filter(
    ({ key }) => !/^(?:models|sampling)\./.test(key),
  );
  const model = [...keysOf('models.<name>.', z.toJSONSchema(ModelEntry, { io: 'input' }), commentsOf('config', 'ModelEntry'))].filter(
    ({ key }) => !key.includes('.sampling.'),
  );
  const agent = [...keysOf('agents.<role>.', z.toJSONSchema(OutsideRole, { io: 'input' }), commentsOf('config', 'OutsideRole'))];
  const sampling = [...keysOf('sampling.', z.toJSONSchema(Sampling, { io: 'input' }), commentsOf('chat', 'Sampling'))];
  return `# Config and variables

\`hermes.config.ts\` (or \`.mts\`, \`.js\`, \`.mjs\`, \`.json\`), then \`HERMES_*\` variables, then flags: what comes later wins. An unknown key or a misspelt variable is an error that
names the nearest one. Every value of the resolved config is in the manifest. This page is written by \`npm run generate\` from the schema in \`harness/contract/config.ts\`; a test compares them.

| key | values | default | what it does |
|---|---|---|---|
${[...config, ...agent, ...model, ...sampling].map(row).join('\n')}

\`models.<name>.sampling\` overrides \`sampling\` for one model.

## Variables

| variable | stands for | |
|---|---|---|
${Object.entries(variables)
  .map(([name, { key, meaning }]) => `| \`${name}\` | ${key === undefined ? '–' : `\`${key}\``} | ${meaning} |`)
  .join('\n')}

Hugging Face's own: \`HF_HUB_CACHE\`, \`HF_HOME\`, \`TRANSFORMERS_CACHE\` say where models lie; \`HF_HUB_OFFLINE\` forbids \`cache pull\`; \`HF_ENDPOINT\`, \`HF_TOKEN\`, \`HF_TOKEN_PATH\`,
\`HF_HUB_DISABLE_IMPLICIT_TOKEN\`, \`HTTPS_PROXY\`, \`HTTP_PROXY\` and \`NO_PROXY\` are read by \`cache pull\` only ([models.md](models.md)). \`NO_COLOR\` is honoured.

\`hermes run\` has flags for the same: \`--seed --workers --model --profile --arm --max-rounds --out --force --draft\`, and \`--suite --task --limit --samples\` for what is run; \`npx hermes help VERB\` explains them.
`;
}

interface Key {
  key: string;
  values: string;
  fallback: string;
  meaning: string;
}

/** Every key of an object schema, those of objects in it below their own. */
function* keysOf(prefix: string, { properties = {} }: Schema, said: Map<string, string>, inner = ''): Generator<Key> {
  for (const [name, schema] of Object.entries(properties)) {
    if (typeof schema === 'boolean') continue;
    const key = prefix + name;
    const nested = schema.properties !== undefined;
    yield {
      key,
      values: nested ? 'object' : valuesOf(schema),
      fallback: schema.default === undefined || nested ? '–' : `\`${JSON.stringify(schema.default)}\``,
      meaning: said.get(inner + name) ?? '',
    };
    if (nested) yield* keysOf(`${key}.`, schema, said, 'inner ');
  }
}

function valuesOf(schema: Schema | boolean | undefined): string {
  if (schema === undefined || typeof schema === 'boolean') return 'anything';
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(valuesOf).join(' or ');
  if (schema.type === 'array') return `list of ${valuesOf(Array.isArray(schema.items) ? undefined : schema.items)}`;
  if (schema.type === 'integer') return `whole number ${rangeOf(schema)}`.trim();
  if (schema.type === 'number') return `number ${rangeOf(schema)}`.trim();
  if (schema.type === 'object') return 'object by name';
  return schema.type === 'string' ? 'text' : String(schema.type);
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const low = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (high === undefined) return low === undefined ? '' : `from ${low}`.replace('from above', 'above');
  return `${low} to ${high}`;
}

function row({ key, values, fallback, meaning }: Key): string {
  return `| \`${key}\` | ${values} | ${fallback} | ${meaning} |`.replaceAll(/ \| {2}\|/g, ' | |');
}

/** What the comments in a schema's source say of its keys, by depth and name. */
function commentsOf(file: string, schema: string): Map<string, string> {
  const source = readFileSync(new URL(`../harness/contract/${file}.ts`, import.meta.url), 'utf8');
  const body = source.split(`export const ${schema} = z.strictObject({`)[1]?.split(/^\}\);/m)[0] ?? '';
  return new Map(
    [...body.matchAll(/^( +)\/\*\* ((?:[^*]|\*(?!\/))*) \*\/\s*(\w+):/gm)].map(([, indent = '', text = '', name = '']) => [
      `${indent.length > 2 ? 'inner ' : ''}${name}`,
      text.replaceAll(/\s*\n\s*\*\s*/g, ' ').replaceAll('|', '\\|'),
    ]),
  );
}
