import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderReports } from '../../reports/render-reports.ts';
import { verifyRun } from '../record/verify.ts';
import { type CliProcess, type Finished, newestJournal, startCli } from '../testing/cli.ts';
import { type FaultRoom, hasFaultRooms, openFaultRoom } from '../testing/fault-room.ts';
import { killOne } from '../testing/process-tree.ts';

const diskMiB = 12;

function startRun(room: FaultRoom, limit: number): CliProcess {
  return startCli(
    ['run', '--suite', 'coder', '--limit', String(limit), '--workers', '1', '--out', join(room.disk, 'runs')],
    { prefix: room.prefix },
  );
}

/** The disk of a room, as a process of it sees it. */
function diskOf(room: FaultRoom, run: CliProcess): string {
  return `/proc/${run.pid}/root${room.disk}`;
}

async function samplesIn(folder: string, count: number): Promise<void> {
  while (newestJournal(folder).split('\n').length <= count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a run left that ended early: its ending, and what of its record does not verify. */
function recordOf(room: FaultRoom, { exitCode, stdout, stderr }: Finished) {
  const out = join(room.kept, 'runs');
  const runDir = join(out, readdirSync(out).find((name) => name !== 'latest') ?? '');
  const { manifest, checks } = verifyRun(runDir, renderReports);
  const last = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
  return {
    exitCode,
    last: `${stdout.trim().split('\n').at(-1)}`,
    hasStack: /^ +at /m.test(`${stdout}${stderr}`),
    isToldInReports: ['report.md', 'report.html', 'junit.xml'].every((name) =>
      existsSync(join(runDir, name)),
    ),
    partial: manifest.execution.partial?.of,
    isLatest: existsSync(join(out, 'latest')),
    differs: checks.filter(({ ok }) => !ok).map(({ what }) => `${what} ${last}`),
  };
}

/** The record of a run of 24 samples that was stopped: everything is there, says partial, and verifies. */
function stoppedRecord(reason: RegExp) {
  return {
    exitCode: 3,
    last: expect.stringMatching(reason),
    hasStack: false,
    isToldInReports: true,
    partial: 24,
    isLatest: false,
    differs: [],
  };
}

describe.skipIf(!hasFaultRooms)('a run whose machine fails', () => {
  test('a clock that jumps by days and a disk that takes 100 ms a write change no byte of the results', async () => {
    const digests: string[] = [];
    for (const faults of [[], ['clock', 'fsync-slow']] as const) {
      using room = openFaultRoom({ diskMiB: 64 });
      for (const fault of faults) room.fail(fault);
      const end = await startRun(room, 4).finished;
      expect(end.exitCode, end.stderr).toBe(0);
      digests.push(/results digest +(\w+)/.exec(end.stdout)?.[1] ?? end.stdout);
    }
    expect(digests[1]).toBe(digests[0]);
  });

  test('a disk that fails ends the run with code 3: what was finished is reported, and the last line says what to do', async () => {
    using room = openFaultRoom({ diskMiB: 64 });
    const run = startRun(room, 24);
    await samplesIn(join(diskOf(room, run), 'runs'), 2);
    room.fail('fsync-eio');
    expect(recordOf(room, await run.finished)).toEqual(
      stoppedRecord(
        /exit 3: .*HERMES_RUN_DISK.*EIO.*Fix: make room, or choose another disk.*partial run: \d+ of 24/,
      ),
    );
  });

  test('a disk that fills up ends the run while there is room for its reports', async () => {
    using room = openFaultRoom({ diskMiB });
    const run = startRun(room, 24);
    await samplesIn(join(diskOf(room, run), 'runs'), 2);
    const filler = join(diskOf(room, run), 'filler');
    writeFileSync(filler, Buffer.alloc((diskMiB / 2) * 2 ** 20));
    const end = await run.finished;
    expect(recordOf(room, end)).toEqual(
      stoppedRecord(/exit 3: .*HERMES_RUN_DISK.*are free and its reports need.*partial run: \d+ of 24/),
    );
  });

  test('a pool whose workers all die stops the run instead of counting what is left as failed', async () => {
    using room = openFaultRoom({ diskMiB: 64 });
    const run = startRun(room, 24);
    let isOver = false;
    void run.finished.then(() => (isOver = true));
    await samplesIn(join(diskOf(room, run), 'runs'), 1);
    while (await killOne(run.pid, 'pool/worker.ts', () => isOver));
    expect(recordOf(room, await run.finished)).toEqual(
      stoppedRecord(/exit 3: .*HERMES_RUN_STOPPED.*Fix: mend its cause.*partial run: \d+ of 24/),
    );
  });
});
