import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SampleKey, SampleRecord } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import { sampleRecord } from '../contract/testing/sample-records.ts';
import { hostCalls, type SuiteOpened } from '../host/host-protocol.ts';
import type { Handlers } from '../wire/calls.ts';
import { newSecret } from '../wire/secret.ts';
import { serveSocket } from '../wire/serve.ts';
import { connectHost, type HostClient } from './host-client.ts';
import { runSuite } from './run-suite.ts';

const suite: Suite = {
  name: 'small',
  pipeline: 'coder',
  samples: 2,
  onDemand: false,
  gates: [],
  origin: { kind: 'jsonl', name: 'small.jsonl', sha256: '0'.repeat(64), locked: true, excluded: [] },
  tasks: ['a', 'b'].map((id) => ({
    task_id: id,
    statement: 's',
    signature: 'function f()',
    entry_point: 'f',
    lang: 'js' as const,
    reference: '',
    cases: [{ args: [], expected: 1 }],
    crossing: 'data' as const,
  })),
};

let stack: AsyncDisposableStack;
let socketPath: string;
beforeEach(() => {
  stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'hermes-host-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  socketPath = join(folder, 'host.sock');
});
afterEach(() => stack.disposeAsync());

const opened: SuiteOpened = { failingReferences: [], excluded: [] };

/** Serves the control socket as a run host does, with the given answers, and connects to it. */
async function connect(answers: Partial<Handlers<typeof hostCalls>>): Promise<{
  client: HostClient;
  end: () => Promise<void>;
}> {
  const secret = newSecret();
  const unasked = async () => expect.fail('this was not to be asked.');
  const server = stack.use(
    await serveSocket({
      path: socketPath,
      secret,
      calls: hostCalls,
      handlers: {
        openSuite: async () => opened,
        runSample: unasked,
        summarizeSuite: async () => [],
        finish: unasked,
        ...answers,
      },
    }),
  );
  const client = stack.use(await connectHost({ socketPath, secret }));
  return { client, end: async () => server[Symbol.asyncDispose]() };
}

const recordOf = (key: SampleKey): SampleRecord => sampleRecord({ ...key, outcome: 'passed' });

describe('runSuite()', () => {
  test('opens the suite, runs every sample of every arm, and asks for the numbers at the end', async () => {
    const asked: string[] = [];
    const finished: string[] = [];
    const { client } = await connect({
      openSuite: async ({ name }) => {
        asked.push(`open ${name}`);
        return opened;
      },
      runSample: async (key) => {
        asked.push(`${key.arm} ${key.task} ${key.sample}`);
        return recordOf(key);
      },
      summarizeSuite: async (name) => {
        asked.push(`summarize ${name}`);
        return [];
      },
    });
    const onSample = ({ task, sample }: SampleRecord) => void finished.push(`${task} ${sample}`);
    await runSuite({ host: client, suite, arms: ['A', 'C'], onSample });
    expect(asked.at(0)).toBe('open small');
    expect(asked.slice(1, -1)).toEqual([
      'A a 0',
      'A a 1',
      'A b 0',
      'A b 1',
      'C a 0',
      'C a 1',
      'C b 0',
      'C b 1',
    ]);
    expect(asked.at(-1)).toBe('summarize small');
    expect(finished).toHaveLength(8);
  });

  test('leaves out tasks of a published set whose own reference fails, and tells which', async () => {
    const ran = new Set<string>();
    const told: string[][] = [];
    const { client } = await connect({
      openSuite: async () => ({ ...opened, excluded: [{ taskId: 'a', reason: 'case 0 differs' }] }),
      runSample: async (key) => {
        ran.add(key.task);
        return recordOf(key);
      },
    });
    await runSuite({ host: client, suite, arms: ['PM'], onExcluded: (ids) => void told.push([...ids]) });
    expect([...ran]).toEqual(['b']);
    expect(told).toEqual([['a']]);
  });

  test('does not run a suite of our own whose reference fails, and says how to see why', async () => {
    const failingReferences = [{ taskId: 'a', reason: 'case 0 differs' }];
    const { client } = await connect({ openSuite: async () => ({ ...opened, failingReferences }) });
    await expect(runSuite({ host: client, suite, arms: ['PM'] })).rejects.toThrow(
      /^\[HERMES_RUN_REFERENCE_FAILS\] suite 'small', small\.jsonl: .* in a \(case 0 differs\)\. Fix: .*hermes tasks check small\.jsonl/,
    );
  });

  test('is aborted with its signal, in the host too', async () => {
    const interrupt = new AbortController();
    const cancelled = Promise.withResolvers<unknown>();
    const { client } = await connect({
      runSample: (_key, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            cancelled.resolve(signal.reason);
            reject(signal.reason);
          });
          interrupt.abort(new Error('interrupted'));
        }),
    });
    const { signal } = interrupt;
    await expect(runSuite({ host: client, suite, arms: ['PM'], signal })).rejects.toThrow('interrupted');
    expect(await cancelled.promise).toBeInstanceOf(Error);
  });
});

test('calls that wait when the run host ends are rejected, with where finished samples are', async () => {
  const asked = Promise.withResolvers<void>();
  const { client, end } = await connect({
    runSample: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  void asked.promise.then(end);
  await expect(client.runSample({ suite: 'small', arm: 'PM', task: 'a', sample: 0 })).rejects.toThrow(
    /HERMES_RUN_HOST_LOST.*journal\.jsonl/,
  );
  await expect(client.summarizeSuite('small')).rejects.toThrow('HERMES_RUN_HOST_LOST');
});
