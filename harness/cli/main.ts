import { Command, CommanderError } from 'commander';
import { ExitCode, exitCodeOf, isCoded, messageOf } from '../contract/errors.ts';
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
    tell(lastWords(error));
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
  registerBench,
];

/** An error that is not ours is shown with its stack: somebody has to mend it. */
function lastWords(error: unknown): string {
  return error instanceof Error && !isCoded(error) ? (error.stack ?? error.message) : messageOf(error);
}
