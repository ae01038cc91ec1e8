import { describe, expect, test } from 'vitest';
import { createOnce } from './once.ts';

const never = new AbortController().signal;

function counting(capacity: number) {
  const once = createOnce<string>({ capacity, weigh: (result) => result.length });
  const started: string[] = [];
  return {
    started,
    run: async (key: string, result = 'x') =>
      await once.run(key, never, async () => {
        started.push(key);
        return result;
      }),
  };
}

describe('createOnce()', () => {
  test('executes each key once and remembers its result', async () => {
    const { run, started } = counting(10);
    expect(await Promise.all([run('a', '1'), run('a', '2'), run('b', '3')])).toEqual(['1', '1', '3']);
    expect(await run('a')).toBe('1');
    expect(started).toEqual(['a', 'b']);
  });

  test('forgets the oldest results when all weigh too much, never more than needed', async () => {
    const { run, started } = counting(10);
    for (const key of ['a', 'b', 'c']) await run(key, '1234');
    await run('b');
    await run('c');
    expect(started).toEqual(['a', 'b', 'c']);
    await run('a', '1');
    expect(started).toEqual(['a', 'b', 'c', 'a']);
  });

  test('does not keep a single result that is too heavy, but returns it', async () => {
    const { run, started } = counting(3);
    expect(await run('a', 'heavy')).toBe('heavy');
    await run('a');
    expect(started).toEqual(['a', 'a']);
  });

  test('never forgets what still runs', async () => {
    const once = createOnce<string>({ capacity: 1, weigh: () => 1 });
    const gate = Promise.withResolvers<string>();
    const first = once.run('slow', never, async () => await gate.promise);
    for (const key of ['a', 'b', 'c']) await once.run(key, never, async () => key);
    const joined = once.run('slow', never, async () => 'second');
    gate.resolve('first');
    expect(await Promise.all([first, joined])).toEqual(['first', 'first']);
  });

  test('forgets an execution that failed', async () => {
    const once = createOnce<string>({ capacity: 10, weigh: () => 1 });
    await expect(once.run('a', never, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await once.run('a', never, async () => 'yes')).toBe('yes');
  });

  test('aborts the execution when the last caller left, and starts anew for the next', async () => {
    const once = createOnce<string>({ capacity: 10, weigh: () => 1 });
    const [one, two] = [new AbortController(), new AbortController()];
    let inner: AbortSignal | undefined;
    const start = async (signal: AbortSignal) => {
      inner ??= signal;
      return await new Promise<string>(() => {});
    };
    const runs = [one, two].map(({ signal }) => once.run('a', signal, start));
    await Promise.resolve();
    one.abort(new Error('one'));
    await expect(runs[0]).rejects.toThrow('one');
    expect(inner?.aborted).toBe(false);
    two.abort(new Error('two'));
    await expect(runs[1]).rejects.toThrow('two');
    expect(inner?.aborted).toBe(true);
    expect(await once.run('a', never, async () => 'anew')).toBe('anew');
  });

  test('does not start for a caller that has left already', async () => {
    const { started } = counting(10);
    const once = createOnce<string>({ capacity: 10, weigh: () => 1 });
    const left = AbortSignal.abort(new Error('left'));
    await expect(once.run('a', left, async () => String(started.push('a')))).rejects.toThrow('left');
    expect(started).toEqual([]);
  });
});
