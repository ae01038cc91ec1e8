import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'full',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  pipeline: pipeline.full(),
  gate: [gate('pass_at_1').atLeast(0.75)],
});
