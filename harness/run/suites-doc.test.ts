import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withMetricTables } from '../../docs/write-metrics.ts';
import { type MetricRow, quantityTable, rateTable } from '../contract/metrics.ts';
import { countTable, scoreTable, suiteCountTable } from '../contract/scores.ts';
import type { PipelineKind } from '../contract/suite.ts';
import { Task } from '../contract/task.ts';
import { summarizeSuite } from '../metrics/summarize-suite.ts';
import { memoryLab } from './memory-lab.fixture.ts';
import { recordedStory, replaying } from './recorded-answers.fixture.ts';
import { runTask } from './run-task.ts';

type Rows = Record<string, { pipelines: MetricRow['pipelines'] }>;

const metricRows: Rows = { ...rateTable, ...quantityTable };
const sums = Object.keys(suiteCountTable);

/** Keys that a pipeline gives although their row does not say so. */
function unannounced(keys: object, rows: Rows, pipeline: PipelineKind): string[] {
  return Object.keys(keys).filter((key) => {
    const name = key.replace(/_with_harness_errors$/, '').replace(/^(pass_(?:at|hat))_\d+$/, '$1_<k>');
    const pipelines = rows[name]?.pipelines;
    return pipelines !== 'all' && pipelines?.includes(pipeline) !== true;
  });
}

/** Keys whose row says that a pipeline has them although it gives none. */
function unfulfilled(keys: object, rows: Rows, pipeline: PipelineKind): string[] {
  const announced = Object.keys(rows).filter((key) => rows[key]?.pipelines.includes(pipeline) === true);
  return announced.filter((key) => !(key in keys));
}

test('every pipeline writes the scores and counts that the tables name for it, and no other', async () => {
  const story = recordedStory('recorded/square', 0);
  const lines = readFileSync('fixtures/answers/story-tasks.jsonl', 'utf8').trim().split('\n');
  const tasks = lines.map((line) => Task.parse(JSON.parse(line)));
  const task = { ...tasks.find((one) => one.task_id === 'recorded/square'), plan: ['multiply x by itself'] };
  const sample = { suite: 'recorded', arm: 'C' as const, task: 'recorded/square', sample: 0 };
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
    expect(unannounced(record.scores, scoreTable, pipeline), pipeline).toEqual([]);
    expect(unannounced(record.counts, countTable, pipeline), pipeline).toEqual([]);
    expect(unannounced(metrics, metricRows, pipeline), pipeline).toEqual([]);
    expect(Object.keys(counts).filter((key) => !(key in countTable) && !sums.includes(key))).toEqual([]);
    // The program of this story is wrong: there is no right one to raise a false alarm about.
    const absent = pipeline === 'full' ? ['false_alarm'] : [];
    expect(unfulfilled(record.scores, scoreTable, pipeline), pipeline).toEqual(absent);
    const cells = pipeline === 'full' ? 3 : 0;
    expect(unfulfilled(record.counts, countTable, pipeline), pipeline).toHaveLength(cells);
  }
});

test('docs/suites.md has the tables as they are; to mend: npm run generate', () => {
  const page = readFileSync('docs/suites.md', 'utf8');
  expect(page.match(/<!-- table \w+ -->/g)).toHaveLength(4);
  expect(withMetricTables(page)).toBe(page);
});
