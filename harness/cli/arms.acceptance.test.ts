import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, startCli, temporaryProject } from '../testing/cli.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'hermes-arms-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('three arms on the same tasks', () => {
  test('have equal outcomes and prompts, PM never carries more than C, nor C than A, and no act holds a hidden test', async () => {
    const args = ['run', '--suite', 'full', '--arm', 'A,C,PM', '--limit', '8', '--out', out, '--json'];
    const { stdout, stderr, exitCode } = await runCli(args);
    expect(exitCode, stderr).toBeLessThanOrEqual(1);
    const { runDir } = JSON.parse(stdout);
    const samples = linesOf(join(runDir, 'samples.jsonl'));
    const byTask = Map.groupBy(samples, (sample) => sample.task);
    expect(byTask.size).toBe(8);
    for (const group of byTask.values()) {
      expect(new Set(group.map((sample) => sample.arm))).toEqual(new Set(['A', 'C', 'PM']));
      expect(new Set(group.map(({ outcome }) => outcome)).size).toBe(1);
      expect(new Set(group.map(({ transcriptSha256 }) => transcriptSha256)).size).toBe(1);
    }
    const bytes = (arm: string, task: string) =>
      linesOf(join(runDir, 'observations.jsonl'))
        .filter((seen) => seen.arm === arm && seen.task === task)
        .flatMap((seen) => seen.hops)
        .reduce((sum: number, hop: { bytes: number }) => sum + hop.bytes, 0);
    for (const task of byTask.keys()) {
      expect(bytes('PM', task)).toBeLessThanOrEqual(bytes('C', task));
      expect(bytes('C', task)).toBeLessThanOrEqual(bytes('A', task));
    }
    expectNothingHidden(runDir);
  });
});

// The hidden tests of micro tasks are cases; what is checked is what an agent was sent: messages of completions and exported anchors.
function expectNothingHidden(runDir: string): void {
  expect(readdirSync(join(runDir, 'anchors'))).toEqual([]);
  const tasks = new Map(linesOf('fixtures/tasks/micro.jsonl').map((task) => [task.task_id, task]));
  for (const name of readdirSync(join(runDir, 'transcripts'))) {
    const events = linesOf(join(runDir, 'transcripts', name));
    const statement = events[0].statement;
    const task = [...tasks.values()].find((candidate) => candidate.statement === statement);
    // Every act that was sent, and every prompt that became of one.
    const sent = events
      .filter((event) => event.type === 'completion' || event.type === 'request')
      .map((event) => JSON.stringify(event.messages ?? event.request));
    expect(sent.length).toBeGreaterThan(0);
    for (const text of sent) {
      expect(text).not.toContain(task.reference.split('\n')[1].trim());
      expect(text).not.toContain(JSON.stringify(task.cases[0].args));
      expect(text).not.toContain('verdict');
    }
  }
}

describe('an act that is large', () => {
  test('travels by anchor in arm PM, is read back by the agent’s process, and is exported with the run', async () => {
    using project = temporaryProject();
    const log = Array.from(
      { length: 400 },
      (_, line) => `12:00:${line} worker ${line % 7}: request ${line} took ${line * 3} ms`,
    );
    const task = {
      ...linesOf('fixtures/tasks/micro.jsonl')[0],
      task_id: 'own/large',
      statement: `Given this log, return what the reference returns.\n${log.join('\n')}`,
    };
    writeFileSync(project.path('large.jsonl'), `${JSON.stringify(task)}\n`);
    writeFileSync(
      project.path('suites/large.eval.ts'),
      `import { defineSuite, pipeline, tasks } from '../harness/index.ts';
       export default defineSuite({ name: 'large', tasks: tasks.jsonl('large.jsonl'), pipeline: pipeline.coder() });`,
    );
    await runCli(['cache', 'lock', 'large.jsonl'], { cwd: project.root });
    const run = await runCli(['run', '--suite', 'large', '--arm', 'C,PM', '--json'], { cwd: project.root });
    // The prompt is too long for the embedded model, the same way in both arms: what is shown here is the wire.
    expect(run.exitCode, run.stderr).toBe(0);
    const { runDir, suites } = JSON.parse(run.stdout);
    expect(suites.map((suite: { outcomes: { agent: number } }) => suite.outcomes.agent)).toEqual([1, 1]);
    const [inline, anchored] = linesOf(join(runDir, 'observations.jsonl'));
    const bytes = (seen: { hops: { bytes: number }[] }) => seen.hops.reduce((sum, hop) => sum + hop.bytes, 0);
    expect(inline.derefBytes).toBe(0);
    expect(anchored.derefBytes).toBeGreaterThan(task.statement.length);
    expect(bytes(anchored)).toBeLessThan(bytes(inline) / 4);
    const [kind = ''] = readdirSync(join(runDir, 'anchors'));
    expect(kind).not.toBe('');
    const [prompt] = linesOf(
      join(runDir, 'transcripts', readdirSync(join(runDir, 'transcripts'))[0] ?? ''),
    ).filter((event) => event.type === 'request');
    expect(prompt.request.statement).toBe(task.statement);
    expect((await runCli(['verify', runDir])).exitCode).toBe(0);
  });
});

describe('somebody else’s agent in a role', () => {
  test('is reached through the seal, over a unix socket and over a loopback port, and is scored', async () => {
    using project = temporaryProject();
    const socket = project.path('coder.sock');
    for (const listen of [`unix:${socket}`, '127.0.0.1:0']) {
      const agent = startCli(['agent', 'serve', 'coder', '--listen', listen]);
      try {
        await agent.shows('serves');
        const address = listen.startsWith('unix')
          ? listen
          : `grpc://${(await agent.output()).trim().split('\n')[0]}`;
        writeFileSync(
          project.path('hermes.config.ts'),
          `export default { agents: { coder: { a2a: '${address}' } } };\n`,
        );
        const run = await runCli(['run', '--suite', 'coder', '--limit', '4', '--json'], {
          cwd: project.root,
        });
        expect(run.exitCode, run.stderr).toBeLessThanOrEqual(1);
        const result = JSON.parse(run.stdout);
        expect(result.determinismClass).toBe('D0');
        expect(result.suites[0].outcomes.passed).toBeGreaterThan(0);
        expect(result.suites[0].outcomes.harness).toBe(0);
        expect(result.hermeticity.refusedOurs).toBe(0);
      } finally {
        agent.kill('SIGINT');
        await agent.finished;
      }
    }
  });

  test('on another machine is refused while the run is hermetic', async () => {
    using project = temporaryProject();
    writeFileSync(
      project.path('hermes.config.ts'),
      "export default { agents: { coder: { a2a: 'grpc://192.0.2.1:50051' } } };\n",
    );
    const run = await runCli(['run', '--suite', 'coder', '--limit', '1'], { cwd: project.root });
    expect(run.stderr).toMatch(/HERMES_ACTS_ADDRESS.*192\.0\.2\.1.*hermetic: false/s);
    expect(run.exitCode).not.toBe(0);
  });
});
