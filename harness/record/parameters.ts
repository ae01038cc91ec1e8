import type { HermesConfig, ModelEntry } from '../contract/config.ts';
import { digestOf } from '../contract/canonical-json.ts';
import { Json } from '../contract/json.ts';
import type { Sampling } from '../contract/chat.ts';
import type { Suite } from '../contract/suite.ts';

/** What asks the question: suites with their selected tasks and gates, seeds, sampling, limits. Workers, order, paths and times are not in it. */
export function runParameters(run: {
  config: HermesConfig;
  model: ModelEntry;
  sampling: Sampling;
  suites: Suite[];
  seedScheme: string;
}): { [key: string]: Json } {
  const { config, model } = run;
  const { reuse: _reuse, workers: _workers, ...limits } = config.sandbox;
  return {
    suites: run.suites.map((suite) => ({
      name: suite.name,
      pipeline: suite.pipeline,
      samples: suite.samples,
      gates: suite.gates,
      tasks: suite.tasks.length,
      // Which tasks, and all that judges them: a selection is part of the question.
      tasksSha256: digestOf(suite.tasks),
    })),
    seed: config.seed,
    seedScheme: run.seedScheme,
    arms: [...config.arms].sort(),
    determinism: config.determinism,
    hermetic: config.hermetic,
    model: { profile: model.profile, contextSize: model.contextSize, grammar: model.grammar },
    sampling: run.sampling,
    limits: { ...limits },
    maxRounds: config.maxRounds,
    mutants: config.mutants,
    agents: Json.parse(config.agents),
  };
}
