import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'coder',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  pipeline: pipeline.coder(),
  gate: [gate('pass_at_1').atLeast(0.85)],
});
