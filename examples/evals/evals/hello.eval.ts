import { defineSuite, gate, pipeline, tasks } from 'hermes-harness';

export default defineSuite({
  name: 'hello',
  // After a change of the file: npx hermes tasks check evals/hello.jsonl && npx hermes cache lock evals/hello.jsonl
  tasks: tasks.jsonl('evals/hello.jsonl'),
  pipeline: pipeline.coder(),
  gate: [gate('pass_at_1').atLeast(0.8)],
});
