import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { canonicalJson } from '../contract/canonical-json.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import { readJournal } from '../record/journal.ts';
import { type Finished, processesNaming, runCli, startCli } from '../testing/cli.ts';
import { killOne } from '../testing/process-tree.ts';

/** Kills of each kind of process. */
const wanted = 20;
const hourMs = 3_600_000;
/** Of one run, and how long apart. */
const mostKills = 5;
/** Short, for the sockets in it. */
const root = mkdtempSync('/tmp/kills-');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const env = { TMPDIR: join(root, 't') };
mkdirSync(env.TMPDIR);

const teams = ['run', '--suite', 'full', '--limit', '16', '--workers', '2', '--json', '--out'];

/** What the kills of one kind came to. */
interface Tally {
  tried: number;
  /** Runs that ended with code 0 and the undisturbed digest. */
  same: number;
  /** Runs that ended otherwise, with an ending that says what happened. */
  said: number;
  /** Finished samples, in records and journals of killed runs, that are not those of the undisturbed run, and are not of class `harness`. */
  lost: number;
  /** Processes that were there ten seconds after the run, and folders that the next run did not remove. */
  leaked: number;
}

const tallies: Record<string, Tally> = {};
const tallyOf = (kind: string): Tally =>
  (tallies[kind] ??= { tried: 0, same: 0, said: 0, lost: 0, leaked: 0 });

interface Calm {
  resultsDigest: string;
  records: Map<string, string>;
  wallMs: number;
}

async function calmRun(args: string[]): Promise<Calm> {
  const out = join(root, `calm-${args[0]}`);
  const startedMs = performance.now();
  const { exitCode, stdout, stderr } = await runCli([...args, out], { cwd: root, env });
  expect(exitCode, stderr).toBe(0);
  const { resultsDigest } = JSON.parse(stdout) as { resultsDigest: string };
  const records = new Map(entriesIn(out).map((entry) => [nameOf(entry), canonicalJson(entry.record)]));
  return { resultsDigest, records, wallMs: performance.now() - startedMs };
}

/** Entries of the one run in a folder; none when it was killed before it had a journal. */
function entriesIn(out: string): JournalEntry[] {
  try {
    const runs = readdirSync(out).filter((name) => name !== 'latest');
    return runs.flatMap((name) => readJournal(join(out, name, 'journal.jsonl')).entries);
  } catch {
    return [];
  }
}

function nameOf({ record: { suite, arm, task, sample } }: JournalEntry): string {
  return `${suite} ${arm} ${task}#${sample}`;
}

/** Starts a run, lets `disturb` do its work, and judges what is left. */
async function disturbed(
  kind: string,
  run: { args: string[]; calm: Calm; ending: RegExp },
  disturb: (pid: number, isOver: () => boolean) => Promise<number>,
): Promise<void> {
  const tally = tallyOf(kind);
  const out = mkdtempSync(join(root, 'o'));
  const child = startCli([...run.args, out], { cwd: root, env });
  let end: Finished | undefined;
  void child.finished.then((finished) => (end = finished));
  const kills = await disturb(child.pid, () => end !== undefined);
  const { exitCode, signal, stderr, stdout } = await child.finished;
  if (kills === 0) return rmSync(out, { recursive: true, force: true });
  tally.tried += kills;
  const resultsDigest = exitCode === 0 ? JSON.parse(stdout).resultsDigest : '';
  const said = `${signal ?? `exit ${exitCode}`}: ${stderr.trim().split('\n').at(-1) ?? ''} ${exitCode === 0 ? '' : stdout.slice(0, 2_000)}`;
  if (resultsDigest === run.calm.resultsDigest) tally.same += 1;
  else {
    expect(said, stderr).toMatch(run.ending);
    process.stdout.write(`${kind}, ${kills}: ${said.slice(0, 200)}\n`);
    tally.said += 1;
  }
  tally.lost += entriesIn(out).filter(
    (entry) =>
      entry.record.outcome !== 'harness' &&
      run.calm.records.get(nameOf(entry)) !== canonicalJson(entry.record),
  ).length;
  process.stdout.write(`${kind}: ${JSON.stringify(tally)}\n`);
  const left = await processesLeft();
  tally.leaked += left.length;
  if (left.length > 0) process.stdout.write(`left by a kill of ${kind}: ${left.join('; ')}\n`);
  rmSync(out, { recursive: true, force: true });
}

/** Command lines of processes that are still there after ten seconds. */
async function processesLeft(): Promise<string[]> {
  for (let wait = 0; wait < 100 && processesNaming(env.TMPDIR).length > 0; wait++) await pause(100);
  return processesNaming(env.TMPDIR).map((pid) => {
    try {
      return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
    } catch {
      return `${pid}`;
    }
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Kills processes of a kind again and again from some moment of a run that takes so long. */
function again(text: string, { left, withinMs }: { left: () => number; withinMs: number }) {
  return async (pid: number, isOver: () => boolean): Promise<number> => {
    let kills = 0;
    while (left() - kills > 0 && kills < mostKills) {
      // Spread over the run: most would else meet a process that is just being started again.
      await pause((Math.random() * withinMs) / (kills === 0 ? 1 : 3));
      if (!(await killOne(pid, text, isOver))) break;
      kills += 1;
    }
    return kills;
  };
}

/** Kills one process of a kind at one random moment of a run that takes so long. */
function once(text: string, withinMs: number) {
  return async (pid: number, isOver: () => boolean): Promise<number> => {
    await pause(Math.random() * withinMs);
    return Number(await killOne(pid, text, isOver));
  };
}

/** What a run says that lost samples, or itself, to a kill. */
const harnessEnding = /exit 3: .*HERMES_/s;

test(
  'random SIGKILLs of every kind of process: no result is lost or altered, nothing is left behind',
  async () => {
    const calm = await calmRun(teams);
    const run = { args: teams, calm, ending: harnessEnding };
    const survivors = {
      'model worker': 'pool/worker.ts',
      agent: 'agents/agent-entry.ts',
      'confined process': 'gen/confined.cjs',
    };
    for (const [kind, text] of Object.entries(survivors)) {
      const left = () => wanted - tallyOf(kind).tried;
      while (left() > 0) await disturbed(kind, run, again(text, { left, withinMs: calm.wallMs }));
    }
    const scoring = compilerScoring();
    const scored = { args: scoring, calm: await calmRun(scoring), ending: harnessEnding };
    const left = () => wanted - tallyOf('compiler').tried;
    while (left() > 0)
      await disturbed('compiler', scored, again('esbuild', { left, withinMs: scored.calm.wallMs }));
    while (tallyOf('run host').tried < wanted) {
      await disturbed('run host', run, once('host/run-host-entry.ts', calm.wallMs));
    }
    while (tallyOf('project').tried < wanted) {
      await disturbed('project', run, once('launcher/project-entry.ts', calm.wallMs / 10));
    }
    while (tallyOf('launcher').tried < wanted) {
      await disturbed('launcher', { ...run, ending: /^SIGKILL/ }, async (pid, isOver) => {
        await pause(Math.random() * calm.wallMs);
        if (isOver()) return 0;
        process.kill(pid, 'SIGKILL');
        return 1;
      });
    }
    // The next run removes the folders of dead ones.
    await calmRun(teams);
    tallyOf('launcher').leaked += readdirSync(env.TMPDIR).length;
    for (const [kind, tally] of Object.entries(tallies)) {
      expect(tally, kind).toMatchObject({ lost: 0, leaked: 0 });
      expect(tally.tried, kind).toBeGreaterThanOrEqual(wanted);
    }
  },
  hourMs,
);

/** Arguments of a scoring whose programs are TypeScript that takes the compiler a while. */
function compilerScoring(): string[] {
  const field = 'x?: { a: Array<Map<string, [number, string]>> | null } & Record<string, unknown>;';
  const types = Array.from({ length: 8_000 }, (_, n) => `interface I${n} { ${field} }`).join('\n');
  const tasks = Array.from({ length: 12 }, (_, n) => ({
    task_id: `ts/${n}`,
    lang: 'ts',
    statement: 'Add one.',
    signature: 'function addOne(n: number): number',
    entry_point: 'addOne',
    reference: `${types}\nfunction addOne(n: number): number { return n + 1; }`,
    cases: [{ args: [n], expected: n + 1 }],
  }));
  const path = join(root, 'ts.jsonl');
  writeFileSync(path, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''));
  return ['score', '--tasks', path, '--samples', 'canonical', '--json', '--out'];
}
