import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'planner',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  contamination:
    'The embedded model never saw these combinations of operations: held out by its generator (fixtures/models/nano/recipe).',
  limit: 120,
  pipeline: pipeline.planner(),
  gate: [gate('plan_exact').atLeast(0.75)],
});
