import { defineSuite, pipeline, tasks } from '../harness/index.ts';

// For instruct models: npx hermes run --suite core --model org/name:quant --profile standard
export default defineSuite({
  name: 'core',
  tasks: tasks.jsonl('fixtures/tasks/core.jsonl'),
  pipeline: pipeline.full(),
  onDemand: true,
});
