import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'coder',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  contamination:
    'The embedded model never saw these combinations of operations: held out by its generator (fixtures/models/nano/recipe).',
  pipeline: pipeline.coder(),
  gate: [gate('pass_at_1').atLeast(0.85)],
});
