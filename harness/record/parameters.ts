import { findTypeChecker } from '../../sandbox/index.ts';
import { digestOf } from '../contract/canonical-json.ts';
import { Sampling } from '../contract/chat.ts';
import type { HermesConfig, ModelEntry } from '../contract/config.ts';
import { Json } from '../contract/json.ts';
import type { RunParameters } from '../contract/manifest.ts';
import type { Suite } from '../contract/suite.ts';
import { seedScheme } from './seed.ts';

/** What asks the question: suites with their selected tasks and gates, seeds, sampling, limits. Workers, order, paths and times are not in it. */
export function runParameters(run: {
  config: HermesConfig;
  model: ModelEntry;
  suites: Suite[];
  /** Whether the run was started with a suite that asks a role of ours. */
  isModelAsked: boolean;
}): RunParameters {
  const { config, model, isModelAsked: asked } = run;
  const { reuse: _reuse, workers: _workers, typeCheck, ...limits } = config.sandbox;
  return {
    suites: run.suites
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((suite) => ({
        name: suite.name,
        pipeline: suite.pipeline,
        samples: suite.samples,
        gates: suite.gates,
        tasks: suite.tasks.length,
        tasksSha256: digestOf(suite.tasks),
        ...(suite.given && { given: givenOf(suite.given) }),
      })),
    seed: config.seed,
    seedScheme,
    arms: [...config.arms].sort(),
    determinism: config.determinism,
    hermetic: config.hermetic,
    model: asked ? { profile: model.profile, contextSize: model.contextSize, grammar: model.grammar } : null,
    sampling: asked ? resolveSampling(config, model) : null,
    limits,
    ...(typeCheck && { typeCheck: `typescript ${findTypeChecker()?.version ?? 'absent'}` }),
    deadlines: config.deadlines,
    assertions: config.assertions,
    maxRounds: config.maxRounds,
    mutants: config.mutants,
    agents: Json.parse(config.agents),
  };
}

function givenOf({ name: _name, ...given }: NonNullable<Suite['given']>) {
  return given;
}

/** The sampling of a run: the config's, with the model entry's overrides, with every default written out. */
export function resolveSampling(config: HermesConfig, model: ModelEntry): Sampling {
  return Sampling.parse({ maxTokens: longestAnswer[model.profile], ...config.sampling, ...model.sampling });
}

/** Tokens an answer may have when nobody says otherwise; the embedded model never needs more than 200. */
const longestAnswer = { compact: 256, standard: 1_024 } as const;

/** Hash of everything that decides what a model answers; the same for every arm, or the run is refused. */
export function generationConfigDigest(config: HermesConfig, model: ModelEntry): string {
  const { profile, contextSize, grammar, ref } = model;
  const { seed, determinism } = config;
  const sampling = resolveSampling(config, model);
  return digestOf({ ref, profile, contextSize, grammar, seed, determinism, sampling });
}
