import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { SandboxError } from '../errors.ts';
import type { IsolateJob, Said } from '../isolate/job.ts';
import type { Gauge, Reading } from './gauge.ts';
import { type Launch, spawnNode } from '../launch/launch.ts';
import { limitsPrefix } from '../launch/prefix.ts';
import { parseSaid, readLines } from './channel.ts';
import { type Death, deathText } from './death.ts';

/** What is needed to start confined processes. */
export interface ProcessPlan {
  launch: Launch;
  entryPath: string;
  addonPath: string;
  /** Text of our own code for isolates. */
  realmPath: string;
  paranoid: boolean;
  permission: boolean;
  gauge: Gauge;
  /** How long a process may take to become ready. */
  startMs: number;
}

const stderrCharacters = 16_384;
const startLineBytes = 65_536;

/** One confined process: at most one program at a time, killed by SIGKILL only. */
export class ConfinedProcess {
  readonly pid: number;
  /** Resolves when the process says that it is ready and how it is confined. Rejects with HERMES_SANDBOX_SPAWN. */
  readonly ready: Promise<{ permission: boolean }>;
  /** Resolves when the process is gone, however it went. */
  readonly exited: Promise<Death>;
  /** What it used before any program came. */
  base: Reading = { cpuMs: 0, memoryMiB: 0, peakMemoryMiB: 0 };
  programs = 0;
  readonly #child: ChildProcess;
  #stderr = '';
  #maxLineBytes = startLineBytes;
  #isGone = false;
  #listener: ((said: Said | 'flood') => void) | undefined;
  #job = '';
  #idle = Promise.withResolvers<boolean>();

  constructor(plan: ProcessPlan) {
    this.#child = startNode(plan);
    this.pid = this.#child.pid ?? -1;
    this.exited = this.#watchExit();
    // Without a descriptor or process left there are no pipes either; the exit tells.
    if (this.#child.pid !== undefined) this.#listen();
    this.ready = this.#awaitReady(plan);
    this.ready.catch(() => {});
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Hands a job over; what the process says from now on goes to the listener. */
  send(job: IsolateJob, maxLineBytes: number, listener: (said: Said | 'flood') => void): void {
    this.programs += 1;
    this.#job = job.id;
    this.#idle = Promise.withResolvers<boolean>();
    this.#maxLineBytes = maxLineBytes;
    this.#listener = listener;
    this.#child.stdin?.write(`${JSON.stringify(job)}\n`);
  }

  /** Stops listening to what the process says. */
  release(): void {
    this.#listener = undefined;
  }

  /** Whether the process, within `ms`, says that it disposed of its last program and turned its event loop since. */
  async isIdle(ms: number): Promise<boolean> {
    if (this.programs === 0) return true;
    const timer = setTimeout(() => this.#idle.resolve(false), ms);
    void this.exited.then(() => this.#idle.resolve(false));
    const isIdle = await this.#idle.promise;
    clearTimeout(timer);
    return isIdle;
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    if (!this.#isGone) this.#child.kill('SIGKILL');
  }

  async #watchExit(): Promise<Death> {
    return new Promise((resolve) => {
      let failure = '';
      this.#child.once('error', (error) => {
        failure = String(error);
        if (this.#child.pid === undefined) done(null, null);
      });
      const done = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#isGone = true;
        resolve({ code, signal, stderr: `${this.#stderr}${failure}` });
      };
      this.#child.once('close', done);
    });
  }

  #listen(): void {
    const [stdin, , stderr, answers] = this.#child.stdio as unknown as [Writable, null, Readable, Readable];
    stdin.on('error', () => {});
    stderr.setEncoding('latin1');
    stderr.on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(0, stderrCharacters);
    });
    stderr.on('error', () => {});
    readLines(answers, () => this.#maxLineBytes, {
      onLine: (line) => this.#hear(line),
      onFlood: () => this.#listener?.('flood'),
    });
  }

  #hear(line: string): void {
    const said = parseSaid(line);
    if (said?.type === 'idle' && said.id === this.#job) return this.#idle.resolve(true);
    this.#listener?.(said ?? 'flood');
  }

  async #awaitReady(plan: ProcessPlan): Promise<{ permission: boolean }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ permission: boolean }>();
    const timer = setTimeout(
      () => reject(startError(`was not ready after ${plan.startMs} ms`)),
      plan.startMs,
    );
    this.#listener = (said) => {
      if (said !== 'flood' && said.type === 'ready') resolve(said);
      else reject(startError('said something else than that it is ready'));
    };
    void this.exited.then((exit) =>
      reject(startError(`ended (${deathText(exit)}): ${exit.stderr.slice(0, 2000)}`)),
    );
    try {
      const { permission } = await promise;
      this.base = plan.gauge.read(this.pid) ?? this.base;
      return { permission };
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      clearTimeout(timer);
      this.release();
    }
  }
}

function startNode(plan: ProcessPlan): ChildProcess {
  try {
    return spawnNode(confinedLaunch(plan), {
      path: plan.entryPath,
      args: [plan.addonPath, plan.realmPath],
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      cwd: '/',
    });
  } catch (error) {
    throw startError(`could not be started: ${String(error)}`);
  }
}

/** How a confined process is started: the plan's launch, with resource limits and Node's flags added. */
export function confinedLaunch(plan: Omit<ProcessPlan, 'gauge' | 'startMs'>): Launch {
  const boundsFiles = plan.launch.boundsFiles === true;
  return {
    ...plan.launch,
    prefix: [...plan.launch.prefix, ...limitsPrefix({ mayWriteFiles: boundsFiles })],
    execArgv: [...nodeFlags(plan), ...plan.launch.execArgv],
  };
}

function nodeFlags(plan: Omit<ProcessPlan, 'gauge' | 'startMs'>): string[] {
  const readable = [plan.entryPath, plan.addonPath, plan.realmPath];
  return [
    '--no-node-snapshot',
    '--disable-sigusr1',
    // Else code in the process makes V8 write its logs over anybody's file.
    '--freeze-flags-after-init',
    '--stack-size=984',
    '--single-threaded',
    '--no-warnings',
    '--no-experimental-sqlite',
    '--no-experimental-websocket',
    '--no-experimental-eventsource',
    ...(plan.paranoid ? ['--jitless'] : []),
    ...(plan.permission
      ? ['--permission', '--allow-addons', ...readable.map((path) => `--allow-fs-read=${path}`)]
      : []),
  ];
}

function startError(what: string): SandboxError {
  return new SandboxError('HERMES_SANDBOX_SPAWN', {
    message: `a confined process ${what}.`,
    fix: 'run `npx hermes doctor --sandbox`; check memory, process limits and that Node 24 is used.',
  });
}
