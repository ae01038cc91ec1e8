// The public API. Everything a suite file or a config file needs is here; nothing else is promised.
export { defineConfig } from './launcher/load-config.ts';
export { defineSuite, gate, pipeline } from './launcher/define-suite.ts';
export type { Pipeline, SuiteDeclaration } from './launcher/define-suite.ts';
export { tasks } from './tasks/tasks.ts';
export type { TaskSource } from './tasks/read-task-set.ts';
// For agents of your own (docs/agents.md).
export { answerWith } from './agents/answer-with.ts';
export { jsonHandler } from './acts/json-handler.ts';
export { serveAgent } from './acts/serve-agent.ts';
export { HermesError } from './contract/errors.ts';
export type { HermesErrorCode } from './contract/errors.ts';
export type { HermesConfigInput as HermesConfig } from './contract/config.ts';
export type { Gate, Suite } from './contract/suite.ts';
export type { Task } from './contract/task.ts';
export type { Outcome, SampleRecord } from './contract/run-record.ts';
