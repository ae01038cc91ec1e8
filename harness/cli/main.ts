import { Command, CommanderError } from 'commander';
import { ExitCode, exitCodeOf, HermesError, isCoded, messageOf } from '../contract/errors.ts';
import { inert } from '../contract/inert.ts';
import { packageVersion } from '../contract/package-files.ts';
import { registerAgent } from './agent.ts';
import { registerAnchors } from './anchors.ts';
import { registerBench } from './bench.ts';
import { registerCache } from './cache.ts';
import { registerDevices } from './devices.ts';
import { registerDoctor } from './doctor.ts';
import { tell } from './print.ts';
import { registerReport } from './report.ts';
import { registerInit } from './init.ts';
import { registerRun } from './run.ts';
import { registerServe } from './serve.ts';
import { registerScore } from './score.ts';
import { registerTasks } from './tasks.ts';
import { registerVerify } from './verify.ts';

/** Parses a command line, does what it says and returns the exit code; the last line on stderr says why when it is not 0. */
export async function main(args: string[]): Promise<number> {
  let exitCode: number = ExitCode.ok;
  const program = new Command('hermes')
    .description('Hermetic, reproducible evaluation of coding agents.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(inert(text.replace(/^error: /, '[HERMES_CONFIG_USAGE] '))),
    })
    .showHelpAfterError('Fix: hermes help VERB shows what a verb takes.');
  const done = (code: number) => {
    exitCode = code;
  };
  for (const register of verbs) register(program, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    tell(lastWords(refusedBySystem(error) ?? error));
    return exitCodeOf(error);
  }
}

/** Adds a verb to the program; `done` takes its exit code. */
type Register = (program: Command, done: (exitCode: number) => void) => void;

const verbs: Register[] = [
  registerInit,
  registerRun,
  registerVerify,
  registerReport,
  registerScore,
  registerCache,
  registerTasks,
  registerDevices,
  registerDoctor,
  registerAgent,
  registerAnchors,
  registerServe,
  registerBench,
];

/** An error that is not ours is shown with its stack: somebody has to mend it. */
function lastWords(error: unknown): string {
  return error instanceof Error && !isCoded(error) ? (error.stack ?? error.message) : messageOf(error);
}

/** What a system says that has no room, no right, no descriptor or no such place: for the user to mend, not for us. */
const systemCodes = /^E(?:ACCES|PERM|ROFS|NOENT|NOTDIR|NOSPC|DQUOT|IO|MFILE|NFILE)$/;

function refusedBySystem(error: unknown): HermesError | undefined {
  if (!(error instanceof Error) || isCoded(error) || !('syscall' in error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (!systemCodes.test(code)) return undefined;
  return new HermesError('HERMES_RUN_SYSTEM', {
    message: `the system refused: ${error.message}.`,
    value: code,
    fix: 'see that the path is there, that you may read or write it, and that its disk has room.',
    cause: error,
  });
}
