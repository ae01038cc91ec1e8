import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Limits } from '../program.ts';
import type { Usage } from '../verdict.ts';
import { limitsPrefix } from '../launch/prefix.ts';
import type { Death } from './death.ts';
import type { ExecutionEnd } from './execute.ts';
import type { Gauge } from './gauge.ts';
import { Watch } from './watch.ts';

/** Memory that the compiler has before it sees a program, in MiB. */
const compilerBaseMib = 24;
const maxGrowth = 16;
const minOutputBytes = 1_048_576;
const stderrCharacters = 8192;
const bodyName = '__hermesBody__';
const legacyDecorators = /\bPropertyDescriptor\b|\bpropertyKey\b|\(\s*@\w+/;

export interface CompileTools {
  esbuildPath: string;
  /** TypeScript's own compiler; undefined where it is not installed. */
  typeChecker?: { path: string; version: string } | undefined;
  /** What confines the compiler; a caller's own launch may be made for Node only, and slow to enter. */
  prefix: string[];
  gauge: Gauge;
}

export interface Source {
  code: string;
  loader: 'js' | 'ts';
  form: 'body' | 'definitions';
  /** Module code is strict. */
  isModule: boolean;
}

export type Compiled =
  | { type: 'compiled'; code: string; usage: Usage }
  | { type: 'ended'; ending: ExecutionEnd; usage: Usage };

/**
 * Compiles one source in a confined process of its own under the program's limits: a compiler that hangs, grows or crashes is that
 * program's ending. Modules become CommonJS, whose top level stays the top level of a script.
 */
export async function compile(
  source: Source,
  tools: CompileTools,
  options: { limits: Limits; signal?: AbortSignal | undefined },
): Promise<Compiled> {
  const input =
    source.form === 'body' ? `async function ${bodyName}(...args) {\n${source.code}\n}` : source.code;
  const result = await runCompiler({ input, flags: flagsOf(source) }, tools, options);
  if (result.type === 'ended' || source.form === 'definitions') return result;
  const code = bodyOf(result.code);
  if (code !== undefined) return { ...result, code };
  const message = 'The body could not be compiled as one function body.';
  return { type: 'ended', ending: { type: 'refused', message }, usage: result.usage };
}

/** Helpers that the compiler put before the function, then what is inside of it. */
function bodyOf(code: string): string | undefined {
  const head = `async function ${bodyName}(...args) {\n`;
  const start = code.indexOf(head);
  const end = code.lastIndexOf('}');
  return start < 0 || end < start
    ? undefined
    : `${code.slice(0, start)}${code.slice(start + head.length, end)}`;
}

function flagsOf({ code, loader, form, isModule }: Source): string[] {
  const compilerOptions = legacyDecorators.test(code) ? { experimentalDecorators: true } : {};
  return [
    `--loader=${loader}`,
    '--target=node24',
    ...(form === 'definitions' ? ['--format=cjs'] : []),
    ...(isModule ? ['--banner=js="use strict";'] : []),
    '--supported:dynamic-import=false',
    '--charset=utf8',
    '--log-level=error',
    '--log-limit=3',
    '--color=false',
    `--tsconfig-raw=${JSON.stringify({ compilerOptions })}`,
  ];
}

async function runCompiler(
  { input, flags }: { input: string; flags: string[] },
  tools: CompileTools,
  options: { limits: Limits; signal?: AbortSignal | undefined },
): Promise<Compiled> {
  const command = [tools.esbuildPath, ...flags];
  const run = await runTool({ command, input }, tools, { ...options, baseMiB: compilerBaseMib });
  if (run.type === 'ended') return run;
  const { code, stdout, stderr, usage } = run;
  if (code === 0) return { type: 'compiled', code: stdout, usage };
  if (code === 1) return { type: 'ended', ending: { type: 'refused', message: stderr }, usage };
  return lost({ code, signal: run.signal, stderr }, usage);
}

/** How a tool of ours ended by itself. */
export interface ToolExit {
  type: 'exited';
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  usage: Usage;
}

/** Runs a tool on a program in a confined process of its own, under limits; it may write no file. */
export async function runTool(
  { command, input }: { command: readonly string[]; input: string },
  { prefix, gauge }: CompileTools,
  {
    limits,
    signal,
    baseMiB,
  }: {
    limits: Limits;
    signal?: AbortSignal | undefined;
    /** Memory that it has before it sees a program. */ baseMiB: number;
  },
): Promise<ToolExit | Extract<Compiled, { type: 'ended' }>> {
  const [file, ...args] = [...prefix, ...limitsPrefix({ mayWriteFiles: false }), ...command] as [
    string,
    ...string[],
  ];
  const child = start(file, args);
  if (child instanceof Error) return lost({ code: null, signal: null, stderr: String(child) });
  const kill = (): void => void child.kill('SIGKILL');
  let killedBy: ExecutionEnd | undefined;
  using watch = new Watch({
    pid: child.pid as number,
    gauge,
    base: { cpuMs: 0, memoryMiB: baseMiB },
    limits,
    onHit: (hit) => {
      killedBy = { type: 'limit', hit };
      kill();
    },
  });
  signal?.addEventListener('abort', kill, { once: true });
  const maxBytes = minOutputBytes + maxGrowth * input.length;
  const stdout = collect(child.stdout, maxBytes, () => {
    killedBy ??= { type: 'flood' };
    kill();
  });
  const stderr = collect(child.stderr, stderrCharacters, () => {});
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const { code, signal: endedBy } = await exitOf(child);
  signal?.removeEventListener('abort', kill);
  const usage = watch.usage();
  if (killedBy !== undefined) return { type: 'ended', ending: killedBy, usage };
  if (code === null) return lost({ code, signal: endedBy, stderr: stderr() }, usage);
  return { type: 'exited', code, signal: endedBy, stdout: stdout(), stderr: stderr(), usage };
}

function lost(
  exit: Death,
  usage: Usage = { wallMs: 0, cpuMs: 0, peakMemoryMiB: 0 },
): Extract<Compiled, { type: 'ended' }> {
  return { type: 'ended', ending: { type: 'crash', exit, isIdle: false }, usage };
}

/** Without a descriptor, process or memory left there is no child, and none of its pipes. */
function start(file: string, args: string[]): ChildProcessWithoutNullStreams | Error {
  try {
    const child = spawn(file, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
    if (child.pid !== undefined) return child;
    child.on('error', () => {});
    return new Error(`${file} could not be started.`);
  } catch (error) {
    return error as Error;
  }
}

function collect(stream: NodeJS.ReadableStream, maxBytes: number, onFlood: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else onFlood();
  });
  stream.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}

async function exitOf(
  child: ChildProcessWithoutNullStreams,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.on('error', () => {});
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
