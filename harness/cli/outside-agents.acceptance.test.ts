import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentCard } from '@a2a-js/sdk';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { say, startBareAgent, text } from '../acts/bare-agent.fixture.ts';
import { identityExtensionUri } from '../contract/outside-agent.ts';
import { readManifest } from '../record/read-run.ts';
import { runCli, temporaryProject, type TemporaryProject } from '../testing/cli.ts';

let project: TemporaryProject;
let sockets: string;
beforeAll(() => {
  project = temporaryProject();
  sockets = mkdtempSync(join(tmpdir(), 'outside-'));
});
afterAll(() => {
  project[Symbol.dispose]();
  rmSync(sockets, { recursive: true });
});

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const agent of started.splice(0)) await agent[Symbol.asyncDispose]();
});

/** What every request of a run was, whole. */
interface Heard {
  requests: string[];
}

/** An agent of somebody else's that knows the answers, as one with the task files before it does. Gives its address. */
async function startCheat(name: string, card: Partial<AgentCard>, heard: Heard): Promise<string> {
  const tasks = readFileSync('fixtures/tasks/micro.jsonl', 'utf8').split('\n').filter(Boolean);
  const known = new Map(
    tasks.map((line) => JSON.parse(line)).map((task) => [task.statement as string, task]),
  );
  const listen = `unix:${join(sockets, `${name}.sock`)}`;
  const answer = {
    planner: (task: { plan: string[] }) => ({ steps: task.plan }),
    coder: (task: { reference: string }) => ({ code: task.reference, lang: 'js' }),
    tester: () => ({ tests: 'assert(true);' }),
  };
  started.push(
    await startBareAgent({
      listen,
      card,
      answer: async ({ userMessage }, bus) => {
        heard.requests.push(JSON.stringify(userMessage));
        const content = userMessage.parts[0]?.content;
        const act = JSON.parse(content?.$case === 'text' ? content.value : '{}');
        const task = known.get(act.payload.statement);
        say(bus, [text(JSON.stringify(answer[act.to as keyof typeof answer](task)))]);
      },
    }),
  );
  return listen;
}

/** Runs four tasks of a suite with these agents; gives what the run left and printed. */
async function runWith(agents: Record<string, object>, suite: string) {
  writeFileSync(project.path('hermes.config.json'), JSON.stringify({ agents }));
  const run = await runCli(['run', '--suite', suite, '--limit', '4'], { cwd: project.root });
  const runDir = join(project.root, 'hermes-runs/latest');
  const read = (name: string) => readFileSync(join(runDir, name), 'utf8');
  expect(run.exitCode, run.stderr).toBeLessThanOrEqual(1);
  return { ...run, runDir, read, manifest: readManifest(runDir) };
}

const meaning = 'outside the seal, may read the task files, spoken to in arm A';

test('a run whose coder is outside says so everywhere, starts no model, and sends no name of a task', async () => {
  const heard: Heard = { requests: [] };
  const card = {
    name: 'look-up',
    version: '3',
    capabilities: {
      extendedAgentCard: true,
      extensions: [
        {
          uri: identityExtensionUri,
          description: '',
          required: false,
          params: { sha256: 'c'.repeat(64) },
        },
      ],
    },
  };
  const a2a = await startCheat('coder', card, heard);
  const run = await runWith({ coder: { a2a } }, 'coder');
  const { outsideAgents, materials, determinism, parameters, execution } = run.manifest;
  expect(outsideAgents).toEqual({
    coder: {
      address: a2a,
      card: {
        name: 'look-up',
        version: '3',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        claimedSha256: 'c'.repeat(64),
      },
      arms: { PM: 'A' },
    },
  });
  expect(determinism.class).toBe('D0');
  expect(parameters.model).toBeNull();
  expect(execution).toMatchObject({ workers: 0, pool: [] });
  expect(materials.filter(({ name }) => /^(model|tokenizer|prompt:)/.test(name))).toEqual([]);
  expect(run.read('hermeticity.jsonl')).not.toMatch(/"process":"(?:model-worker|agent)-/);
  for (const shown of [run.stdout, run.read('report.html'), run.read('report.md'), run.read('junit.xml')]) {
    expect(shown).toContain(`“look-up” 3, ${meaning}`);
    expect(shown.includes('hermes-harness/nano')).toBe(false);
    expect(shown.includes('--model')).toBe(false);
  }
  expect(run.stdout).toContain('seal level kernel, but not the coder');
  expect(run.stdout).toMatch(/^tokens\/s +–$/m);
  expect(run.stdout).toMatch(/^ +pass_at_1 +100\.0 %/m);

  expect(heard.requests).toHaveLength(4);
  const sent = heard.requests.join('\n');
  for (const word of ['micro', 'coder.eval', run.manifest.runId, project.root, 'fixtures']) {
    expect(sent).not.toContain(word);
  }
  expect((await runCli(['verify', run.runDir])).exitCode).toBe(0);
});

test('a run with all roles outside starts no model and no agent, and other cards make another run digest', async () => {
  const heard: Heard = { requests: [] };
  const digests: string[] = [];
  for (const name of ['one', 'two']) {
    const a2a = await startCheat('all', { name }, heard);
    const run = await runWith({ planner: { a2a }, coder: { a2a }, tester: { a2a } }, 'full');
    expect(Object.keys(run.manifest.outsideAgents)).toEqual(['planner', 'coder', 'tester']);
    expect(run.read('hermeticity.jsonl')).not.toMatch(/"process":"(?:model-worker|agent)-/);
    expect(run.read('log.jsonl')).not.toContain('worker-spawned');
    digests.push(run.manifest.digests.run);
    for (const agent of started.splice(0)) await agent[Symbol.asyncDispose]();
    rmSync(join(sockets, 'all.sock'), { force: true });
  }
  expect(new Set(digests).size).toBe(2);
});

test('a card that lies is told as a claim, on one line, and one of a megabyte is refused', async () => {
  const heard: Heard = { requests: [] };
  const lie = 'hermes-coder\u001B[2K\n::error::\u202Eoops';
  const a2a = await startCheat('liar', { name: lie, version: '\u200B' }, heard);
  const run = await runWith({ coder: { a2a } }, 'coder');
  expect(run.manifest.outsideAgents.coder?.card?.name).toBe(
    String.raw`hermes-coder\u{1B}[2K \u{3A}:error::\u{202E}oops`,
  );
  for (const shown of [run.stdout, run.read('report.html'), run.read('report.md'), run.read('junit.xml')]) {
    expect(shown).toContain('outside the seal');
    expect(['\u001B', '\u202E', '\n::error::'].filter((text) => shown.includes(text))).toEqual([]);
  }
  const large = await startCheat('large', { name: 'x'.repeat(1 << 20) }, heard);
  writeFileSync(project.path('hermes.config.json'), JSON.stringify({ agents: { coder: { a2a: large } } }));
  const refused = await runCli(['run', '--suite', 'coder', '--limit', '1'], { cwd: project.root });
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(/HERMES_ACTS_CARD\].*has 10\d{5} bytes, the limit is 65536/);
});
