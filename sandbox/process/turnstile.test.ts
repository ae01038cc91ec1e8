import { expect, test } from 'vitest';
import { Turnstile } from './turnstile.ts';

test('lets so many in side by side and one alone, in order', async () => {
  const turnstile = new Turnstile(2);
  const log: string[] = [];
  const visit = async (name: string, alone: boolean): Promise<Disposable> => {
    const place = await turnstile.enter({ alone });
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
  const turnstile = new Turnstile(1);
  const controller = new AbortController();
  const place = await turnstile.enter({ alone: false });
  const impatient = turnstile.enter({ alone: true, signal: controller.signal });
  const next = turnstile.enter({ alone: false });
  controller.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  place[Symbol.dispose]();
  await expect(next).resolves.toBeDefined();
});
