import { defineSuite, pipeline, tasks } from '../harness/index.ts';

// For instruct models: npx hermes run --suite core --model org/name:quant --profile standard
export default defineSuite({
  name: 'core',
  tasks: tasks.jsonl('fixtures/tasks/core.jsonl'),
  contamination: 'Written for this project in November 2026; models trained later may have seen them.',
  pipeline: pipeline.full(),
  onDemand: true,
});
