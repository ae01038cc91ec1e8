import { digestOf } from '../contract/canonical-json.ts';
import { Sampling } from '../contract/chat.ts';
import type { HermesConfig, ModelEntry } from '../contract/config.ts';

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
  return digestOf({
    ref,
    profile,
    contextSize,
    grammar,
    seed,
    determinism,
    sampling: resolveSampling(config, model),
  });
}
