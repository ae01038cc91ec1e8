import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('lets so many in side by side and one alone, in order', async () => {
  const gate = new Gate(2);
  const log: string[] = [];
  const visit = async (name: string, alone: boolean): Promise<Disposable> => {
    const place = await gate.enter({ alone });
    log.push(name);
    return place;
  };
  const first = await visit('a', false);
  const second = await visit('b', false);
  const alone = visit('alone', true);
  const after = visit('c', false);
  first[Symbol.dispose]();
  await Promise.resolve();
  expect(log).toEqual(['a', 'b']);
  second[Symbol.dispose]();
  (await alone)[Symbol.dispose]();
  await after;
  expect(log).toEqual(['a', 'b', 'alone', 'c']);
});

test('lets those behind pass when a waiting one gives up', async () => {
  const gate = new Gate(1);
  const controller = new AbortController();
  const place = await gate.enter({ alone: false });
  const impatient = gate.enter({ alone: true, signal: controller.signal });
  const next = gate.enter({ alone: false });
  controller.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  place[Symbol.dispose]();
  await expect(next).resolves.toBeDefined();
});
