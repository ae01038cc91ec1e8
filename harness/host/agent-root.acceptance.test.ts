import { randomUUID } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createPrivateDirectory, nodePath, probeOwnRoot } from '../../sandbox/launch/index.ts';
import { processesNaming, privateDirOf, repositoryRoot, startCli } from '../testing/cli.ts';
import { openAnchorStore } from '../anchors/store.ts';
import { anchorCapacityBytes } from './agent-process.ts';
import { agentRoot, anchorsPath } from './agent-root.ts';
import { agentLaunch } from './child-launch.ts';

/** In no file but those of the run that must not be seen. */
const secret = `judged-${randomUUID()}`;
const grant = await probeOwnRoot();

test('whether agents see a root of their own is said with a reason', () => {
  expect(grant.reason).not.toBe('');
});

/** What only those may see who judge: a line of a task file, the name of a task in the lock. */
const tasksPath = join(repositoryRoot, 'fixtures/tasks/micro.jsonl');

test.runIf(grant.isGranted)(
  'a cheat under the launch of an agent finds no task, lock, journal, model, ledger, process or home',
  async () => {
    await using directory = await createPrivateDirectory();
    const runDir = mkdtempSync(join(tmpdir(), 'run-of-test-'));
    const folder = join(directory.path, 'coder');
    for (const path of [folder, join(directory.path, 'seal'), join(directory.path, 'planner')])
      mkdirSync(path);
    writeFileSync(join(runDir, 'journal.jsonl'), secret);
    writeFileSync(join(directory.path, 'seal/run-host-1.jsonl'), secret);
    const segment = /id: (\d+)/.exec(
      execFileSync('/usr/bin/ipcmk', ['-M', '4096'], { encoding: 'utf8' }),
    )?.[1];
    const init = {
      level: 'kernel' as const,
      privateDir: directory.path,
      projectRoot: repositoryRoot,
      runDir,
      lockPath: join(repositoryRoot, 'hermes.lock.json'),
      cacheDirs: [join(repositoryRoot, 'fixtures/hub')],
      startedAtEpochMs: Date.now(),
      canaries: null,
    };
    const launch = agentLaunch(init, { role: 'coder', folder, root: agentRoot(init, folder) });
    const [line = ''] = readFileSync(tasksPath, 'utf8').split('\n');
    await using store = openAnchorStore({
      path: anchorsPath(init),
      clock: () => Date.now(),
      capacityBytes: anchorCapacityBytes,
    });
    store.put('logs', Buffer.from('of another agent'));
    const plan = {
      anchors: anchorsPath(init),
      needles: [line.slice(0, 300), secret],
      paths: {
        tasks: tasksPath,
        suites: join(repositoryRoot, 'suites'),
        lock: init.lockPath,
        git: join(repositoryRoot, '.git'),
        docs: join(repositoryRoot, 'docs'),
        journal: join(runDir, 'journal.jsonl'),
        ledger: join(directory.path, 'seal/run-host-1.jsonl'),
        planner: join(directory.path, 'planner'),
        owner: join(directory.path, 'owner.json'),
        models: join(repositoryRoot, 'fixtures/hub/models--hermes-harness--nano'),
        home: homedir(),
        password: '/etc/passwd',
        launcher: `/proc/${process.pid}/environ`,
      },
    };
    const fixture = join(import.meta.dirname, 'look-up.fixture.ts');
    const [command, ...args] = [
      ...launch.prefix,
      nodePath(),
      ...launch.execArgv,
      fixture,
      JSON.stringify(plan),
    ];
    const child = spawn(command, args, { env: launch.env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const found = JSON.parse(await text(child.stdout));
      expect(found).toMatchObject({
        holding: [],
        models: [],
        others: ['/bin/sh'],
        reads: Object.fromEntries(Object.keys(plan.paths).map((name) => [name, 'ENOENT'])),
        rootOfInit: true,
        memoryOfInit: expect.stringMatching(/^E/),
        back: [],
        sharedMemory: 0,
        anchors: { kept: 1 },
        writes: {
          package: 'EROFS',
          folder: 'EROFS',
          anchors: 'ERR_SQLITE_ERROR',
          anchorsFile: 'EROFS',
          ownTmp: 'done',
        },
      });
      // Its own ledger is where the launcher looks for it.
      expect(existsSync(join(directory.path, 'seal/agent-coder/agent-coder.jsonl'))).toBe(true);
    } finally {
      execFileSync('/usr/bin/ipcrm', ['-m', segment ?? '']);
      rmSync(runDir, { recursive: true });
    }
  },
);

test.runIf(grant.isGranted)(
  'the agents of a run see neither project nor run directory, and die with their run host',
  async () => {
    const out = mkdtempSync(join(tmpdir(), 'own-root-'));
    try {
      const run = startCli(['run', '--suite', 'full', '--limit', '16', '--out', out]);
      const privateDir = await privateDirOf(run.pid);
      const roots = await rootsOfAgents(privateDir);
      expect(roots).toHaveLength(3);
      for (const root of roots) {
        expect(readdirSync(root)).not.toContain('etc/passwd');
        // What a build may have left is the package's own code as well.
        const seen = readdirSync(join(root, repositoryRoot)).filter((name) => name !== 'dist');
        expect(seen.toSorted()).toEqual(['harness', 'node_modules', 'package.json', 'sandbox']);
        for (const path of [out, tasksPath, join(privateDir, 'host.sock'), join(privateDir, 'owner.json')]) {
          expect(existsSync(join(root, path)), path).toBe(false);
        }
      }
      const host = processesNaming(privateDir).find((pid) => commandOf(pid).includes('run-host-entry'));
      process.kill(host ?? -1, 'SIGKILL');
      await run.finished;
      await expect.poll(() => processesNaming(privateDir), { timeout: 20_000 }).toEqual([]);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
);

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** `/proc/PID/root` of the three agents of a run, once all have started. */
async function rootsOfAgents(privateDir: string): Promise<string[]> {
  for (;;) {
    const agents = processesNaming(privateDir).filter((pid) => {
      const [first = '', ...rest] = commandOf(pid).split('\0');
      return first === nodePath() && rest.some((word) => word.includes('agent-entry'));
    });
    if (agents.length === 3) return agents.map((pid) => `/proc/${pid}/root`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
