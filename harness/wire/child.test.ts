import { afterEach, expect, test } from 'vitest';
import { plainLaunch } from '../../sandbox/launch/index.ts';
import { HermesError } from '../contract/errors.ts';
import { type Child, startChild, type StartFailure } from './child.ts';
import { newSecret } from './secret.ts';
import { obedient } from './testing/obedient.ts';

const entry = new URL('child.fixture.ts', import.meta.url).pathname;
const children: Child<typeof obedient>[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await child.stop();
});

function start(does: string, options: { secret?: string; startMs?: number; entry?: string } = {}) {
  const told: string[] = [];
  const child = startChild(plainLaunch(), {
    contract: obedient,
    entry: options.entry ?? entry,
    init: { does, secret: options.secret ?? '' },
    onProgress: (text) => void told.push(text),
    startMs: options.startMs ?? 60_000,
    stopMs: 5_000,
    startError: ({ why, end }: StartFailure) =>
      new HermesError('HERMES_RUN_AGENT_START', { message: `${why}: ${end.exitCode}`, fix: 'none.' }),
  });
  children.push(child);
  child.first.catch(() => undefined);
  return { child, told };
}

test('a child gets its secrets through the pipe, where nobody else sees them, and says a typed first word', async () => {
  const { child, told } = start('well', { secret: newSecret() });
  expect(await child.first).toEqual({ hasSecret: true, visible: false });
  expect(told).toEqual(['starting']);
  expect(await child.calls.call('say', 'hello')).toBe('hello');
  expect(await child.stop()).toMatchObject({ exitCode: 0, signal: null, stderr: 'the last words' });
});

test.each([
  ['exit', 'ended: 7'],
  ['garbage', 'garbled: null'],
])('a child that says no first word (%s) is a start error, and gone', async (does, message) => {
  const { child } = start(does);
  await expect(child.first).rejects.toMatchObject({ code: 'HERMES_RUN_AGENT_START', rawMessage: message });
  expect(child.isGone()).toBe(true);
});

test('a child that takes too long is killed, which is a start error', async () => {
  const { child } = start('hang', { startMs: 300 });
  await expect(child.first).rejects.toMatchObject({ rawMessage: 'late: null' });
  expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
});

test('a first word of another type is refused, and the child ended', async () => {
  const { child } = start('wrong');
  await expect(child.first).rejects.toMatchObject({ code: 'HERMES_WIRE_PROTOCOL' });
  expect(child.isGone()).toBe(true);
});

test('a child that refuses to start is heard in its own words', async () => {
  const { child } = start('refuse');
  await expect(child.first).rejects.toMatchObject({ code: 'HERMES_POOL_LOAD', rawMessage: 'no such model.' });
  expect(child.isGone()).toBe(true);
});

test('a program that cannot be run at all is a start error', async () => {
  const { child } = start('well', { entry: '/nonexistent.ts' });
  await expect(child.first).rejects.toMatchObject({ code: 'HERMES_RUN_AGENT_START' });
});

test('a child that dies takes only its own calls with it', async () => {
  const [doomed, other] = [start('well').child, start('well').child];
  await Promise.all([doomed.first, other.first]);
  await expect(doomed.calls.call('say', 'die')).rejects.toThrow('went away');
  await doomed.lost;
  expect(await other.calls.call('say', 'still here')).toBe('still here');
  expect((await doomed.ended).exitCode).toBe(9);
});

test('a child that writes garbage into the pipe loses its calls; its parent goes on', async () => {
  const { child } = start('well');
  await child.first;
  const garbled = await child.calls.call('say', 'garble').catch((error: unknown) => error);
  expect(garbled).toMatchObject({ code: 'HERMES_WIRE_PROTOCOL' });
  await child.lost;
  await expect(child.calls.call('say', 'more')).rejects.toMatchObject({ code: 'HERMES_WIRE_PROTOCOL' });
  expect((await child.ended).exitCode).toBe(0);
});
