import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../program.ts';
import { type Compiled, type CompileTools, runTool } from './compile.ts';
import { SandboxError } from '../errors.ts';
import { makeMarked } from '../launch/private-directory.ts';

/** What the type checker may use: the program's own limits are not touched, since its work is ours. */
const limits = {
  cpuMs: 20_000,
  wallMs: 120_000,
  memoryMiB: 1_024,
  outputBytes: 1_048_576,
  logBytes: 65_536,
};
/** Memory that it has before it sees a program, in MiB. */
const baseMiB = 128;
const longestMessage = 4_000;

/** As MultiPL-E checks: not strict, with the default libraries; what a program imports is not looked for, and no file but its own is read. */
const flags = [
  '--noEmit',
  '--ignoreConfig',
  '--target es2024',
  '--strict false',
  '--noResolve',
  '--skipLibCheck',
  '--singleThreaded',
  '--pretty false',
].flatMap((flag) => flag.split(' '));

const ambient = 'declare var require: any, module: any, exports: any, assert: any;';

/**
 * Checks the types of a program together with its test, in a confined process, where the program asks for it. Undefined when they hold; else how they end the program: `refused` with the
 * compiler's own lines, or a limit. Rejects with SandboxError HERMES_SANDBOX_PARTS where TypeScript is not installed.
 */
export async function checkTypes(
  { code, test = '', lang, form, typeCheck }: Program,
  tools: CompileTools,
  signal?: AbortSignal,
): Promise<Extract<Compiled, { type: 'ended' }> | undefined> {
  if (!typeCheck || lang !== 'ts' || form !== 'definitions') return undefined;
  if (tools.typeChecker === undefined) throw notInstalled();
  const run = await runTypeChecker(tools.typeChecker.path, { code, test, tools, signal });
  if (run.type !== 'exited') return run;
  if (run.code === 0) return undefined;
  const said = `${run.stdout}${run.stderr}`.trim().split('\n');
  const message = said.map((line) => line.replace(/^\S*program\.ts/, 'program.ts')).join('\n');
  return {
    type: 'ended',
    ending: { type: 'refused', message: message.slice(0, longestMessage), name: 'TypeCheckError' },
    usage: run.usage,
  };
}

async function runTypeChecker(
  checker: string,
  job: { code: string; test: string; tools: CompileTools; signal: AbortSignal | undefined },
): ReturnType<typeof runTool> {
  const { code, test, tools, signal } = job;
  const folder = makeMarked(tmpdir());
  try {
    const path = join(folder, 'program.ts');
    writeFileSync(path, `${code}\n;async function __hermesTest__() {\n${test}\n}\n${ambient}\n`);
    return await runTool({ command: [checker, ...flags, path], input: '' }, tools, {
      limits,
      signal,
      baseMiB,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notInstalled(): SandboxError {
  return new SandboxError('HERMES_SANDBOX_PARTS', {
    message: `a type check was asked for, and TypeScript's compiler is not installed for ${process.platform}-${process.arch}.`,
    fix: 'run npm ci with optional dependencies, or do without the type check.',
  });
}
