import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LedgerEntry, readLedger } from './ledger.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { runSealed } from './sealed-child.fixture.ts';

function attempt(atMs: number): LedgerEntry {
  const at = {
    type: 'attempt',
    atMs,
    process: 'agent-1',
    layer: 'socket',
    api: 'net',
    target: 't',
    stack: '',
  } as const;
  return { ...at, suite: null, task: null, origin: 'ours' };
}

test('a ledger is read from all files by time, without a line that a kill cut off', async () => {
  await using directory = await createPrivateDirectory();
  const line = (atMs: number) => `${JSON.stringify(attempt(atMs))}\n`;
  writeFileSync(join(directory.path, 'agent-1.jsonl'), line(5) + line(9));
  writeFileSync(join(directory.path, 'agent-2.jsonl'), `${line(7)}{"type":"att`);
  expect(readLedger(directory.path).map((entry) => entry.atMs)).toEqual([5, 7, 9]);
  expect(readLedger(join(directory.path, 'absent'))).toEqual([]);
});

test('a line in the middle that is not an entry is an error, not a silent loss', async () => {
  await using directory = await createPrivateDirectory();
  const path = join(directory.path, 'agent-1.jsonl');
  writeFileSync(path, '{"type":"attempt"}\n');
  appendFileSync(path, `${JSON.stringify(attempt(1))}\n`);
  expect(() => readLedger(directory.path)).toThrow('atMs');
});

test('a program that tries for ever fills neither memory nor disk', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import net from 'node:net';
    for (let i = 0; i < 1500; i += 1) net.connect(9, '127.0.0.1').on('error', () => {});
    process.send(globalThis[Symbol.for('hermes.seal')].attempts().length);
    process.disconnect();`;
  const { messages, ledger } = await runSealed({ role: 'agent', directory: directory.path, code });
  expect(messages).toEqual([1001]);
  const attempts = ledger.filter((entry) => entry.type === 'attempt');
  expect(attempts).toHaveLength(1001);
  expect(attempts.at(-1)).toMatchObject({ api: 'further attempts', target: 'not listed' });
});

test('an attempt is on disk even when the process is killed right after it', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import net from 'node:net';
    net.connect(9, '127.0.0.1').on('error', () => {});
    process.kill(process.pid, 'SIGKILL');`;
  const { signal, ledger } = await runSealed({ role: 'agent', directory: directory.path, code });
  expect(signal).toBe('SIGKILL');
  expect(ledger).toContainEqual(expect.objectContaining({ type: 'attempt', target: 'tcp 127.0.0.1:9' }));
});
