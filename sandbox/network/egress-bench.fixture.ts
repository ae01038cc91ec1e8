import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnNode } from '../launch/launch.ts';
import type { OwnRoot } from '../launch/own-root.ts';
import { openCanaryListeners } from './canary-listeners.ts';
import { egressHelpers, type EgressRoute } from './egress-source.fixture.ts';
import {
  type EgressPlace,
  egressTargets,
  isolateRunner,
  relayTo,
  resolverSpy,
  runner,
} from './egress-runner.fixture.ts';
import { readLedger } from './ledger.ts';
import type { SealRole } from './policy.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { sealFiles } from './seal-files.ts';
import { policyOf } from './sealed-child.fixture.ts';
import { sealedLaunch } from './sealed-launch.ts';

/** One process under test. */
export interface EgressSubject {
  role: SealRole;
  place: EgressPlace;
  level: 'kernel' | 'process';
  /** It sees a root of its own. */
  hasRoot?: true | undefined;
}

/** What became of one route. */
export interface EgressFinding {
  route: EgressRoute;
  outcome: string;
  /** Something arrived at a listener, or the resolver was asked. */
  gotThrough: boolean;
  /** Attempts that the ledger has of it. */
  recorded: number;
}

interface Answer {
  outcome: string;
  lookups: number;
}

/** Compiles the native helper and addon; null where there is no compiler. */
function compileHelper(directory: string): { helper: string; addon: string } | null {
  if (!existsSync('/usr/bin/gcc')) return null;
  const source = fileURLToPath(new URL('./egress-helper.fixture.c', import.meta.url));
  const [helper, addon] = [join(directory, 'helper'), join(directory, 'addon.node')];
  execFileSync('/usr/bin/gcc', ['-o', helper, source]);
  execFileSync('/usr/bin/gcc', ['-shared', '-fPIC', '-o', addon, source]);
  return { helper, addon };
}

/** A segment that any process of this user may attach where it is seen; null where there is no tool to make one. */
function sharedMemory(): Disposable & { id: string | null } {
  const said = existsSync('/usr/bin/ipcmk')
    ? execFileSync('/usr/bin/ipcmk', ['-M', '4096'], { encoding: 'utf8' })
    : '';
  const id = /id: (\d+)/.exec(said)?.[1] ?? null;
  return {
    id,
    [Symbol.dispose]() {
      if (id !== null) execFileSync('/usr/bin/ipcrm', ['-m', id]);
    },
  };
}

/** Starts the process under test and tries every route in it, one at a time, watching the listeners. */
export async function tryRoutes(
  subject: EgressSubject,
  routes: readonly EgressRoute[],
): Promise<EgressFinding[]> {
  await using directory = await createPrivateDirectory();
  await using elsewhere = await createPrivateDirectory();
  await using listeners = await openCanaryListeners();
  const script = join(directory.path, 'inner.cjs');
  writeFileSync(script, 'eval(process.env.CODE)');
  const loader = join(directory.path, 'loader.mjs');
  writeFileSync(loader, loaderOf(listeners.targets.tcpPort));
  const late = join(elsewhere.path, 'late.sock');
  using memory = sharedMemory();
  const natives = compileHelper(directory.path) ?? { helper: null, addon: null };
  const t = egressTargets(listeners.targets, {
    late,
    dir: directory.path,
    script,
    loader,
    shm: memory.id,
    ...natives,
  });
  const child = start(subject, directory.path, listeners.targets.tcpPort);
  await using lateServer = await listenLate(late, child);
  const findings: EgressFinding[] = [];
  const processEnded: Answer = { outcome: 'process ended', lookups: 0 };
  const ended = once(child, 'exit').then(() => [processEnded]);
  const arrived = (): number =>
    lateServer.arrivals() + Object.values(listeners.arrivals()).reduce((sum, count) => sum + count, 0);
  for (const route of routes) {
    const before = arrived();
    const recordedBefore = recorded(directory.path);
    const answer = once(child, 'message') as Promise<Answer[]>;
    child.send({ ...route, helpers: egressHelpers, t });
    const [{ outcome, lookups } = processEnded] = await Promise.race([answer, ended]);
    await sleep(5);
    findings.push({
      route,
      outcome,
      gotThrough: arrived() > before || lookups > 0 || outcome === 'through',
      recorded: recorded(directory.path) - recordedBefore,
    });
    if (outcome === 'process ended') break;
  }
  child.kill('SIGKILL');
  return findings;
}

function loaderOf(port: number): string {
  return `import net from 'node:net'; await new Promise((ok) => net.connect(${port}, '127.0.0.1').on('connect', ok).on('error', ok));`;
}

function recorded(directory: string): number {
  return readLedger(join(directory, 'ledger')).filter((entry) => entry.type === 'attempt').length;
}

function start(subject: EgressSubject, directory: string, tcpPort: number): ChildProcess {
  const { role, place, level } = subject;
  const spy = join(directory, 'spy.cjs');
  const inner = join(directory, 'runner.mjs');
  const main = join(directory, 'main.mjs');
  writeFileSync(spy, resolverSpy);
  writeFileSync(inner, runner);
  writeFileSync(main, programOf(place, inner));
  const policy = policyOf({ role, directory });
  const launch = sealedLaunch(policy, {
    namespace: level === 'kernel',
    ...(subject.hasRoot === true && { root: rootOf(directory) }),
    env: { EGRESS_PORT: String(tcpPort) },
  });
  launch.execArgv.push('--experimental-eventsource', '--no-warnings', ...flagsOf(subject, { spy, main }));
  return spawnNode(launch, { path: main, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** What an agent would see in place of the package: the program under test and the modules of its seal. */
function rootOf(directory: string): OwnRoot {
  const at = join(directory, 'root');
  mkdirSync(at);
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  const programs = ['spy.cjs', 'main.mjs', 'inner.cjs', 'loader.mjs'].map((name) => join(directory, name));
  return { at, readOnly: [modules, ...programs], writable: [], hidden: [] };
}

/** A sandbox runs as in a run, under Node's permission model; the others get the resolver spy below their seal. */
function flagsOf({ role, place }: EgressSubject, at: { spy: string; main: string }): string[] {
  if (place === 'isolate') return ['--no-node-snapshot'];
  if (role !== 'sandbox') return place === 'main' ? [`--require=${at.spy}`] : [];
  const readable = [...sealFiles(), at.main].map((path) => `--allow-fs-read=${path}`);
  return ['--permission', '--allow-addons', ...readable];
}

function programOf(place: EgressPlace, inner: string): string {
  if (place === 'main') return runner;
  return place === 'isolate' ? isolateRunner(import.meta.resolve('isolated-vm')) : relayTo(place, inner);
}

/** Opens the late socket once the process under test is up. */
async function listenLate(
  path: string,
  child: ChildProcess,
): Promise<AsyncDisposable & { arrivals: () => number }> {
  const up = once(child, 'message');
  await Promise.race([
    up,
    once(child, 'exit').then(([code]) => {
      throw new Error(`the process under test ended with ${String(code)}`);
    }),
  ]);
  let arrivals = 0;
  const server = createServer((socket) => {
    arrivals += 1;
    socket.destroy();
  }).listen(path);
  await once(server, 'listening');
  return {
    arrivals: () => arrivals,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
