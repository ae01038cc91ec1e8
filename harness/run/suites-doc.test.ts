import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { PipelineKind } from '../contract/suite.ts';
import { Task } from '../contract/task.ts';
import { summarizeSuite } from '../metrics/summarize-suite.ts';
import { memoryLab } from './memory-lab.fixture.ts';
import { recordedStory, replaying } from './recorded-answers.fixture.ts';
import { runTask } from './run-task.ts';

const documented = new Set(
  [...readFileSync('docs/suites.md', 'utf8').matchAll(/`([a-z][a-z0-9_]*)`/g)].map(([, key]) => key ?? ''),
);

// Keys that the page explains by their pattern.
const patterns = [/^pass_(at|hat)_\d+$/, /_with_harness_errors$/];

test('docs/suites.md explains every metric, score and count that a suite of any pipeline gives', async () => {
  const story = recordedStory('recorded/square', 0);
  const lines = readFileSync('fixtures/answers/story-tasks.jsonl', 'utf8').trim().split('\n');
  const tasks = lines.map((line) => Task.parse(JSON.parse(line)));
  const task = { ...tasks.find((one) => one.task_id === 'recorded/square'), plan: ['multiply x by itself'] };
  const sample = { suite: 'recorded', arm: 'C' as const, task: 'recorded/square', sample: 0 };
  const keys = new Set<string>();
  for (const pipeline of ['planner', 'coder', 'tester', 'full'] satisfies PipelineKind[]) {
    // The planner's pipeline asks the coder a second time, as the first repair round of the story does.
    await using lab = await memoryLab({
      chat: replaying(story),
      profile: 'standard',
      config: { maxRounds: 1 },
    });
    const { record, observation } = await runTask(lab, { key: sample, task: Task.parse(task), pipeline });
    expect(record.errorCode, record.cause).toBeNull();
    const { metrics, counts = {} } = summarizeSuite({
      name: 'recorded',
      arm: 'C',
      pipeline,
      records: [record],
      observations: [observation],
      gates: [],
      ks: [1, 5],
    });
    for (const key of Object.keys({ ...record.scores, ...record.counts, ...metrics, ...counts }))
      keys.add(key);
  }
  expect(keys.size).toBeGreaterThanOrEqual(40);
  const unexplained = [...keys].filter(
    (key) => !documented.has(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  expect(unexplained).toEqual([]);
});
