import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../contract/canonical-json.ts';
import { Task } from '../../contract/task.ts';

const path = join(import.meta.dirname, '../../../fixtures/tasks/micro.jsonl');
const tasks = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => Task.parse(JSON.parse(line)));

/** The rule of `recipe/generate.ts` by which a combination of operations never enters the training text of the embedded model. */
function isHeldOut(task: Task): boolean {
  const id = task.task_id.replace(/^micro\//, '');
  const [, filters = '', maps = ''] = id.split('/');
  const twoFiltersAndTwoMaps = filters.includes('+') && maps.includes('+');
  return twoFiltersAndTwoMaps || (createHash('sha256').update(id).digest()[0] ?? 255) < 26;
}

describe('micro.jsonl', () => {
  test('has 320 ordinary tasks of three families and 80 hard ones, each once', () => {
    const sizes = [...Map.groupBy(tasks, ({ family, tier }) => `${family} ${tier}`)].map(
      ([name, group]) => `${group.length} ${name}`,
    );
    expect(sizes).toEqual(['172 list ordinary', '61 word ordinary', '87 num ordinary', '80 list hard']);
    expect(new Set(tasks.map((task) => task.task_id)).size).toBe(400);
  });

  test('has no task that a constant passes', () => {
    const constant = tasks.filter(
      (task) => new Set(task.cases?.map(({ expected }) => canonicalJson(expected))).size < 2,
    );
    expect(constant.map((task) => task.task_id)).toEqual([]);
  });

  test("holds only combinations that the recipe keeps out of the embedded model's training", () => {
    expect(tasks.filter((task) => !isHeldOut(task)).map((task) => task.task_id)).toEqual([]);
  });

  test('has twelve cases a task', () => {
    expect(new Set(tasks.map((task) => task.cases?.length))).toEqual(new Set([12]));
  });
});
