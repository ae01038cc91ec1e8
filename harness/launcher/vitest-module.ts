import { oneLine } from '../contract/inert.ts';
import type { Gate, Suite } from '../contract/suite.ts';
import type { Task } from '../contract/task.ts';

/**
 * The module that Vitest runs in place of a suite file: a describe a suite, a test a task and a gate. All of it stands on one line and is spelt out, so that
 * `vitest list` and editors find every test without running anything, at the line where the file declares it or at its first.
 */
export function suiteModule(
  suites: { suite: Suite; selected: boolean }[],
  { workerModule }: { workerModule: string },
): string {
  const head = [
    `import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';`,
    `import { suiteTests } from ${JSON.stringify(workerModule)};`,
    'const api = { afterAll, beforeAll, expect, inject };',
  ];
  return `${[...head, ...suites.map(suiteBlock)].join(' ')}\n`;
}

function suiteBlock({ suite, selected }: { suite: Suite; selected: boolean }): string {
  const data = JSON.stringify(JSON.stringify(selected ? suite : { ...suite, tasks: [] }));
  const tests = [
    ...suite.tasks.map(
      (task) => `test(${JSON.stringify(taskTitle(task))}, suite.task(${JSON.stringify(task.task_id)}));`,
    ),
    ...suite.gates.map((gate, index) => `test(${JSON.stringify(gateTitle(gate))}, suite.gate(${index}));`),
  ];
  const call = selected ? 'describe' : 'describe.skip';
  return `${call}(${JSON.stringify(suite.name)}, () => { const suite = suiteTests(api, JSON.parse(${data})); ${tests.join(' ')} });`;
}

/** Title of a task's test: its id as people may see it. */
export function taskTitle({ task_id: id }: Pick<Task, 'task_id'>): string {
  return oneLine(id, 2_000);
}

/** Title of a gate's test. */
export function gateTitle({ metric, direction, threshold }: Gate): string {
  return `gate: ${metric} ${direction === 'atLeast' ? '≥' : '≤'} ${threshold}`;
}

/** The selected tasks; all of them when a gate is selected, which speaks of the whole suite. Only selected gates are checked. */
export function selectedPart(suite: Suite, selected: Set<string>): Suite {
  const gates = suite.gates.filter((gate) => selected.has(gateTitle(gate)));
  const tasks = suite.tasks.filter((task) => selected.has(taskTitle(task)));
  return { ...suite, gates, tasks: gates.length > 0 ? suite.tasks : tasks };
}

/** A failure of a suite's test as one of its file: that is where reporters, editors and annotations of a CI system point, not at a file of ours. */
export function inSuiteFile(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  error.stack = [`${error.name}: ${error.message}`, `    at ${file}:1:1`, ...frames].join('\n');
  return error;
}
