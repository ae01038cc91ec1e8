import type { z } from 'zod';
import { HermesError } from '../contract/errors.ts';
import { importFile } from './import-file.ts';
import type { projectChild } from './project-protocol.ts';

type ConfigData = z.output<(typeof projectChild)['config']['answer']>;

/** Imports a config file and gives its default export, which must be data. Throws HERMES_CONFIG_LOAD and HERMES_CONFIG_INVALID. */
export async function evaluateConfig(path: string): Promise<ConfigData> {
  const { default: value } = await importFile(path, { code: 'HERMES_CONFIG_LOAD' });
  if (typeof value !== 'object' || value === null) {
    throw new HermesError('HERMES_CONFIG_LOAD', {
      message: `${path} could not be loaded: it has no default export.`,
      fix: 'export default defineConfig({ … }) from it.',
    });
  }
  const odd = findOdd(value, '');
  if (odd !== undefined) {
    throw new HermesError('HERMES_CONFIG_INVALID', {
      message: `config value '${odd}' is not allowed: it is not data.`,
      fix: `use text, numbers, booleans, lists and plain objects in ${path}.`,
    });
  }
  return JSON.parse(JSON.stringify(value)) as ConfigData;
}

/** Place of the first value that would not be the same after a way through JSON. */
function findOdd(value: unknown, at: string): string | undefined {
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : at;
  if (typeof value !== 'object' || !isPlain(value)) return at;
  for (const [key, part] of Object.entries(value)) {
    const odd = findOdd(part, at === '' ? key : `${at}.${key}`);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
