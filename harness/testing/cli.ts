import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Root of this repository. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** What a finished process left. */
export interface Finished {
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A process of the CLI, for tests that disturb it. */
export interface CliProcess {
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stderr or stdout has shown the text. */
  shows(text: string): Promise<void>;
  /** What stdout has shown so far. */
  output(): Promise<string>;
  finished: Promise<Finished>;
}

/** Starts the real CLI on this Node. */
export function startCli(
  args: string[],
  options: {
    cwd?: string | undefined;
    env?: Record<string, string> | undefined;
    /** Commands that exec in place and stand before the CLI's own. */
    prefix?: string[] | undefined;
    /** Where the code is that runs. Default: this repository. */
    codeRoot?: string | undefined;
    /** As the leader of a process group of its own. */
    detached?: boolean | undefined;
  } = {},
): CliProcess {
  const { codeRoot = repositoryRoot, prefix = [] } = options;
  const command = [...prefix, process.execPath, join(codeRoot, 'harness/cli/entry.ts'), ...args];
  const [file = '', ...words] = command;
  const child = spawn(file, words, {
    cwd: options.cwd ?? codeRoot,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const finished = new Promise<Finished>((done) => {
    child.once('close', (exitCode, signal) => done({ exitCode, signal, stdout, stderr }));
  });
  return {
    pid: child.pid ?? -1,
    kill: (signal) => void child.kill(signal),
    finished,
    output: () => Promise.resolve(stdout),
    async shows(text) {
      const shown = new Promise<void>((done) => {
        const listener = () => {
          if (`${stdout}${stderr}`.includes(text)) done();
        };
        listeners.add(listener);
        listener();
      });
      const ended = finished.then((end) => {
        if (!`${end.stdout}${end.stderr}`.includes(text))
          throw new Error(`ended without showing ${text}: ${end.stderr}`);
      });
      await Promise.race([shown, ended]);
    },
  };
}

/** Runs the real CLI to its end. */
export function runCli(
  args: string[],
  options: { cwd?: string | undefined; env?: Record<string, string> | undefined } = {},
): Promise<Finished> {
  return startCli(args, options).finished;
}

/** A project of its own in a temporary folder: suites, tasks, lock and cache of this repository, free to be damaged. */
export interface TemporaryProject extends Disposable {
  root: string;
  path(...parts: string[]): string;
}

/** Copies what a project needs; `node_modules` and the harness itself are shared by link. */
export function temporaryProject(): TemporaryProject {
  const root = mkdtempSync(join(tmpdir(), 'hermes-project-'));
  for (const name of ['node_modules', 'harness', 'sandbox', 'reports', 'package.json', 'package-lock.json']) {
    symlinkSync(join(repositoryRoot, name), join(root, name));
  }
  mkdirSync(join(root, 'fixtures'));
  for (const name of ['suites', 'hermes.lock.json', 'fixtures/tasks', 'fixtures/hub']) {
    cpSync(join(repositoryRoot, name), join(root, name), { recursive: true });
  }
  return {
    root,
    path: (...parts) => join(root, ...parts),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A checkout of its own in a temporary folder, whose code may be edited; packages are shared by link. */
export function temporaryCheckout(): TemporaryProject {
  const project = temporaryProject();
  for (const name of ['harness', 'sandbox', 'reports', 'package.json']) {
    rmSync(project.path(name));
    cpSync(join(repositoryRoot, name), project.path(name), { recursive: true });
  }
  return project;
}

/** Changes one byte in the middle of a file. */
export function flipOneByte(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** Pids of living processes whose command line or environment names the text (a run's private directory, say). */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words =
          readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
        return words.includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Finished samples in the journal of the run directory that was changed last, one a line, finished or not; empty when there is none yet. */
export function newestJournal(out: string): string {
  if (!existsSync(out)) return '';
  const journals = readdirSync(out)
    .filter((name) => name !== 'latest')
    .map((name) => join(out, name, 'journal.jsonl'))
    .filter((path) => existsSync(path));
  const [newest] = journals.sort((a, b) => statSync(dirname(b)).mtimeMs - statSync(dirname(a)).mtimeMs);
  const text = newest === undefined ? '' : readFileSync(newest, 'utf8');
  // The first line is the plan.
  return text.slice(text.indexOf('\n') + 1);
}

/** The private directory of a run, once its launcher has started a sealed process with it. */
export async function privateDirOf(launcherPid: number): Promise<string> {
  for (;;) {
    const children = textOf(`/proc/${launcherPid}/task/${launcherPid}/children`).split(' ').filter(Boolean);
    for (const pid of children) {
      const ledger = /"ledgerDir":"([^"]+)\/seal"/.exec(textOf(`/proc/${pid}/environ`));
      if (ledger?.[1] !== undefined) return ledger[1];
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The text of a file of /proc; empty when its process is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
