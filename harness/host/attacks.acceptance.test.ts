import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealedLaunch } from '../../sandbox/network/index.ts';
import { type Launch, plainLaunch, probeKernelLevel } from '../../sandbox/launch/index.ts';
import { loadSuites } from '../launcher/load-suites.ts';
import { privateDirOf, repositoryRoot, runCli, startCli } from '../testing/cli.ts';

const kernel = await probeKernelLevel();
const args = ['run', '--suite', 'full', '--limit', '16'];
let folder: string;
let digest: string;
let forged: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attacks-'));
  const calm = await runCli([...args, '--out', join(folder, 'calm')]);
  if (calm.exitCode !== 0) throw new Error(calm.stderr);
  digest = resultsOf(runDirIn(join(folder, 'calm')));
  const suites = await loadSuites(repositoryRoot, ['suites/*.eval.ts']);
  const full = suites.find(({ name }) => name === 'full');
  // The running suite under its own name, with tests that everything passes.
  forged = JSON.stringify({
    ...full,
    tasks: full?.tasks.slice(0, 16).map((task) => ({ ...task, test: '', cases: [] })),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['under the seal of an agent, in its namespaces', 'kernel'],
  ['under the seal of an agent, where the kernel helps nothing', 'process'],
  ['that no seal holds', 'none'],
] as const)(
  'a process %s gets nothing out of the sockets of a run, and the run is what it would have been',
  async (_how, level) => {
    if (level === 'kernel' && kernel.level !== 'kernel') return;
    const out = join(folder, level);
    const run = startCli([...args, '--out', out]);
    const privateDir = await privateDirOf(run.pid);
    for (const name of ['host.sock', 'tester/chat.sock', 'tester/mcp.sock', 'planner/acts.sock']) {
      while (!existsSync(join(privateDir, name))) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const said = await attack(privateDir, launchOf(level, join(privateDir, 'coder')));
    const { exitCode, stderr } = await run.finished;
    expect(exitCode, stderr).toBe(0);
    const refused = level === 'none' ? 'dropped' : 'error: HERMES_SEAL_REFUSED';
    expect(said).toMatchObject({
      control: refused,
      controlWithoutHello: refused,
      garbage: refused,
      endless: level === 'none' ? expect.stringMatching(/^dropped$|EPIPE|ECONNRESET/) : refused,
      chat: refused,
      mcp: level === 'none' ? expect.stringMatching(/^HTTP\/1\.1 401 /) : refused,
      acts: expect.stringMatching(level === 'none' ? /HERMES_ACTS_SCHEMA/ : /HERMES_SEAL_REFUSED/),
    });
    const runDir = runDirIn(out);
    expect(resultsOf(runDir)).toBe(digest);
    if (level !== 'none') return;
    const log = readFileSync(join(runDir, 'log.jsonl'), 'utf8').split('\n').filter(Boolean);
    const told = log.map((line) => JSON.parse(line)).filter(({ event }) => event === 'connection-refused');
    expect(told.map(({ socket }) => String(socket)).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'host.sock'),
      'tester/chat.sock',
      'tester/mcp.sock',
    ]);
  },
);

function runDirIn(out: string): string {
  return join(out, readdirSync(out).find((name) => name !== 'latest') ?? '');
}

function resultsOf(runDir: string): string {
  return JSON.parse(readFileSync(join(runDir, 'manifest.json'), 'utf8')).digests.results;
}

function launchOf(level: 'kernel' | 'process' | 'none', ownFolder: string): Launch {
  if (level === 'none') return plainLaunch();
  const policy = {
    role: 'agent' as const,
    socketPrefixes: [ownFolder],
    ledgerDir: join(folder, 'ledger'),
    mayStartChildren: false,
    useNock: true,
    canaries: null,
    runStartMs: Date.now(),
    root: repositoryRoot,
  };
  return sealedLaunch(policy, { namespace: level === 'kernel' });
}

async function attack(privateDir: string, launch: Launch): Promise<unknown> {
  const script = join(import.meta.dirname, 'attacker.fixture.ts');
  const [command, ...rest] = [
    ...launch.prefix,
    process.execPath,
    ...launch.execArgv,
    script,
    privateDir,
    forged,
  ];
  const child = spawn(command, rest, { env: launch.env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) said += String(chunk);
  return JSON.parse(said);
}
