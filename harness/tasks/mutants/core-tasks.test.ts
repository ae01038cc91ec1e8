import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../contract/task.ts';
import { coreTasks, isListed, listedMutants } from './core-tasks.fixture.ts';
import { instrument } from './instrument.ts';

const folder = join(import.meta.dirname, '../../../fixtures/tasks');
const tasks = coreTasks();
const countBy = (key: (task: Task) => string | undefined): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(tasks, key)].map(([name, group]) => [name ?? 'none', group.length]));

describe('core.jsonl', () => {
  test('is exactly what its source generates', () => {
    const generated = execFileSync(process.execPath, [join(folder, 'core-src/build.ts')], {
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(readFileSync(join(folder, 'core.jsonl'), 'utf8')).toBe(generated);
  });

  test('has at least 80 tasks with different ids and statements', () => {
    const ids = tasks.map((task) => task.task_id);
    expect(tasks.length).toBeGreaterThanOrEqual(80);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(tasks.map((task) => task.statement)).size).toBe(ids.length);
    expect(ids.every((id) => /^core\/[a-z]+\/[a-z0-9-]+$/.test(id))).toBe(true);
  });

  test('spreads over 14 topics and three difficulties', () => {
    expect(countBy((task) => task.difficulty)).toEqual({ easy: 28, medium: 28, hard: 28 });
    expect(Object.values(countBy((task) => task.family))).toEqual(Array.from({ length: 14 }, () => 6));
  });

  test.each(tasks.map((task) => [task.task_id, task] as const))('%s is complete', (_, task) => {
    expect(task.plan?.length).toBeGreaterThanOrEqual(2);
    expect(task.wrong?.length).toBeGreaterThanOrEqual(3);
    expect(new Set(task.wrong).size).toBe(task.wrong?.length);
    expect(task.signature).toContain(task.entry_point);
    expect(task.reference).toContain(task.entry_point);
    if (task.cases !== undefined) expect(task.cases.length).toBeGreaterThanOrEqual(8);
    else expect(task.test).toContain('assert');
  });

  test('lists no equivalent mutant that the references do not have', async () => {
    const byId = new Map(tasks.map((task) => [task.task_id, task]));
    for (const [id, listed] of listedMutants()) {
      const task = byId.get(id);
      expect(task, id).toBeDefined();
      if (task === undefined) continue;
      const { mutants } = await instrument(task.reference, task.lang);
      const stale = listed.filter((one) => !mutants.some((mutant) => isListed(mutant, [one])));
      expect(stale, id).toEqual([]);
    }
  });
});
