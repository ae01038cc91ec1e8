import { writeFileSync } from 'node:fs';
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
  const line = (atMs: number, process = 'agent-1') => `${JSON.stringify({ ...attempt(atMs), process })}\n`;
  writeFileSync(join(directory.path, 'agent-1.jsonl'), line(5) + line(9));
  writeFileSync(join(directory.path, 'agent-2.jsonl'), `${line(7, 'agent-2')}{"type":"att`);
  expect(readLedger(directory.path).map((entry) => entry.atMs)).toEqual([5, 7, 9]);
  expect(readLedger(join(directory.path, 'absent'))).toEqual([]);
});

test('lines that are no entries of the process whose ledger it is are one attempt of that process, and lose no other', async () => {
  await using directory = await createPrivateDirectory();
  const line = (process: string) => `${JSON.stringify({ ...attempt(1), process })}\n`;
  writeFileSync(
    join(directory.path, 'agent-1.jsonl'),
    `{"type":"attempt"}\n${line('agent-1')}\0\n${line('launcher-2')}${line('agent-1-t3')}${line('agent-12')}`,
  );
  writeFileSync(join(directory.path, 'sandbox-4.jsonl'), 'forged\n');
  const read = readLedger(directory.path).map((entry) =>
    entry.type === 'attempt' ? `${entry.process} ${entry.layer} ${entry.origin}` : entry.type,
  );
  expect(new Set(read)).toEqual(
    new Set([
      'agent-1 ledger ours',
      'agent-1 socket ours',
      'agent-1-t3 socket ours',
      'sandbox-4 ledger agent',
    ]),
  );
});

test('a sealed process that may start no other writes its own ledger only, and bounded; what it tries with it changes no refusal', async () => {
  await using directory = await createPrivateDirectory();
  const code = `
    import fs from 'node:fs';
    import net from 'node:net';
    const { ledgerDescriptor } = globalThis[Symbol.for('hermes.seal')].policy;
    const refusal = async () => await new Promise((ok) => net.connect(9, '127.0.0.1').on('error', (error) => ok(error.code)));
    const first = await refusal();
    let written = 0;
    try { for (;;) written += fs.writeSync(ledgerDescriptor, Buffer.alloc(1 << 20)); } catch (error) { process.send(error.code); }
    fs.closeSync(ledgerDescriptor);
    process.send({ written: written <= 8 << 20, first, last: await refusal() });
    process.disconnect();`;
  const { messages, ledger, stderr } = await runSealed({ role: 'agent', directory: directory.path, code });
  expect({ messages, stderr }).toEqual({
    messages: ['EFBIG', { written: true, first: 'HERMES_SEAL_REFUSED', last: 'HERMES_SEAL_REFUSED' }],
    stderr: '',
  });
  expect(ledger.filter((entry) => entry.type === 'attempt')).toMatchObject([{ target: 'tcp 127.0.0.1:9' }]);
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
