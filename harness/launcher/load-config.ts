import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { builtInModels, HermesConfig, type HermesConfigInput, ModelEntry } from '../contract/config.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { nearest } from '../contract/nearest.ts';
import { refuseUnknownVariables } from './environment-variables.ts';
import { inProject, type Project } from './open-project.ts';
import { configFileIn } from './project-root.ts';

/** What flags may say; they win over HERMES_* variables, which win over hermes.config.ts. */
export interface Overrides {
  seed?: number | undefined;
  workers?: number | undefined;
  model?: string | undefined;
  out?: string | undefined;
  arms?: string[] | undefined;
  profile?: string | undefined;
  maxRounds?: number | undefined;
  force?: boolean | undefined;
  draft?: boolean | undefined;
}

export interface LoadedConfig {
  config: HermesConfig;
  /** The model entry in use. */
  model: ModelEntry;
  /** Path of the config file, or null when the built-in defaults are used. */
  path: string | null;
}

/** Checks a config while typing; the identity otherwise. */
export function defineConfig(config: HermesConfigInput): HermesConfigInput {
  return config;
}

/** Reads hermes.config.{ts,mts,js,mjs,json} (if there is one), lays HERMES_* variables and flags over it, and checks the whole. */
export async function loadConfig(options: {
  projectRoot: string;
  env: Record<string, string | undefined>;
  overrides?: Overrides | undefined;
  /** The process that evaluates the file; one of its own when it is left out. */
  project?: Project | undefined;
}): Promise<LoadedConfig> {
  refuseUnknownVariables(options.env);
  const path = configFileIn(options.projectRoot);
  const fromFile = path === undefined ? {} : await readConfig(path, options.project);
  const layered = {
    ...fromFile,
    ...fromEnvironment(options.env),
    ...withoutUndefined(options.overrides ?? {}),
  };
  const { profile, ...rest } = layered as Record<string, unknown>;
  const config = parseConfig(rest, path ?? join(options.projectRoot, 'hermes.config.ts'));
  const model = chooseModel(config, profile);
  forbidRelaxations(config, options.env);
  forbidCompactRepair(config, model);
  return { config, model, path: path ?? null };
}

async function readConfig(path: string, project: Project | undefined): Promise<Record<string, unknown>> {
  if (!path.endsWith('.json')) return inProject(project, (open) => open.config(path));
  const value = readJson(path);
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new HermesError('HERMES_CONFIG_LOAD', {
    message: `${path} could not be loaded: it holds no object.`,
    fix: 'write { … } into it.',
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new HermesError('HERMES_CONFIG_LOAD', {
      message: `${path} could not be loaded: ${textOf(cause)}.`,
      fix: 'correct its JSON.',
      cause,
    });
  }
}

function fromEnvironment(env: Record<string, string | undefined>): Record<string, unknown> {
  return withoutUndefined({
    seed: numberOf('HERMES_SEED', env['HERMES_SEED']),
    workers: numberOf('HERMES_WORKERS', env['HERMES_WORKERS']),
    model: env['HERMES_MODEL'],
    out: env['HERMES_OUT'],
    backend: env['HERMES_BACKEND'],
    arms: env['HERMES_ARM']?.split(','),
    profile: env['HERMES_PROFILE'],
  });
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new HermesError('HERMES_CONFIG_INVALID', {
    message: `${name} is ${JSON.stringify(text)}, which is not a number.`,
    fix: `set ${name} to a whole number or unset it.`,
  });
}

function withoutUndefined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function parseConfig(raw: Record<string, unknown>, path: string): HermesConfig {
  const parsed = HermesConfig.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw configError(parsed.error.issues, path);
}

function configError(issues: z.core.$ZodIssue[], path: string): HermesError {
  const issue = issues[0];
  const where = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const guess = nearest(key, where === '' ? Object.keys(HermesConfig.shape) : knownKeysAt(where));
    return new HermesError('HERMES_CONFIG_UNKNOWN_KEY', {
      message: `${path}: there is no key '${where === '' ? key : `${where}.${key}`}'.`,
      fix: guess === undefined ? 'remove it.' : `did you mean '${guess}'?`,
    });
  }
  return new HermesError('HERMES_CONFIG_INVALID', {
    message: `config value '${where}' is not allowed: ${issue?.message ?? 'unknown reason'}.`,
    fix: `correct '${where}' in ${path}, its HERMES_* variable or its flag.`,
  });
}

function knownKeysAt(where: string): string[] {
  return where.startsWith('models.')
    ? Object.keys(ModelEntry.shape)
    : Object.keys(HermesConfig.shape.sandbox.unwrap().shape);
}

function chooseModel(config: HermesConfig, profile: unknown): ModelEntry {
  const entries: Record<string, unknown> = { ...builtInModels, ...config.models };
  const direct = config.model.includes('/') ? { ref: config.model } : undefined;
  const entry = entries[config.model] ?? direct;
  if (entry === undefined) {
    const guess = nearest(config.model, Object.keys(entries));
    throw new HermesError('HERMES_CONFIG_UNKNOWN_MODEL', {
      message: `there is no model '${config.model}'; known: ${Object.keys(entries).join(', ')}.`,
      fix:
        guess === undefined
          ? 'add it under `models` in hermes.config.ts, or give org/name[:file].'
          : `did you mean '${guess}'?`,
    });
  }
  const parsed = ModelEntry.safeParse(profile === undefined ? entry : { ...entry, profile });
  if (parsed.success) return parsed.data;
  throw configError(parsed.error.issues, 'hermes.config.ts');
}

function forbidCompactRepair(config: HermesConfig, model: ModelEntry): void {
  if (config.maxRounds === 0 || model.profile === 'standard') return;
  throw new HermesError('HERMES_CONFIG_INVALID', {
    message: `maxRounds is ${config.maxRounds}, but the prompts of profile compact have no place for failing tests.`,
    fix: 'use --profile standard, or maxRounds 0.',
  });
}

function forbidRelaxations(config: HermesConfig, env: Record<string, string | undefined>): void {
  const relaxed = (!config.hermetic && 'hermetic: false') || (config.draft && 'draft: true');
  if (env['HERMES_HERMETIC'] !== '1' || relaxed === false) return;
  throw new HermesError('HERMES_CONFIG_RELAXED', {
    message: `config or flags say ${relaxed} while HERMES_HERMETIC=1.`,
    fix: `remove ${relaxed}${config.draft ? ' (--draft)' : ''}, or unset HERMES_HERMETIC.`,
  });
}
