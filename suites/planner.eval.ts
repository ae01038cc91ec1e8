import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'planner',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  pipeline: pipeline.planner(),
  gate: [gate('plan_exact').atLeast(0.75)],
});
