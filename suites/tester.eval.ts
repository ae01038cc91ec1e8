import { defineSuite, gate, pipeline, tasks } from '../harness/index.ts';

export default defineSuite({
  name: 'tester',
  tasks: tasks.jsonl('fixtures/tasks/micro.jsonl'),
  pipeline: pipeline.tester(),
  gate: [gate('assertions_hold').atLeast(0.5)],
});
