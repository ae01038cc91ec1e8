import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'tester',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  contamination:
    'The embedded model never saw these combinations of operations: held out by its generator (fixtures/models/nano/recipe).',
  limit: 120,
  pipeline: pipeline.tester(),
  gate: [gate('assertions_hold').atLeast(0.5)],
});
