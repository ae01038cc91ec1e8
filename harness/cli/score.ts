import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode } from '../contract/errors.ts';
import { runScore } from '../launcher/score/run-score.ts';
import { scoreProgressText, scoreText } from '../launcher/score/score-text.ts';
import { wholeNumber } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { print, tell } from './print.ts';

interface ScoreFlags {
  tasks: string;
  samples: string;
  extract?: boolean | undefined;
  typeCheck?: boolean | undefined;
  k?: number[] | undefined;
  workers?: number | undefined;
  out?: string | undefined;
  json?: boolean | undefined;
}

const progressEveryMs = 2_000;

/** `hermes score`: judges completions made elsewhere, offline. */
export function registerScore(program: Command, done: (exitCode: number) => void): void {
  program
    .command('score')
    .description(
      'score completions made elsewhere: HumanEval-X JavaScript, MultiPL-E and mxeval JavaScript and TypeScript, own records',
    )
    .requiredOption('--tasks <file>', 'task file')
    .requiredOption(
      '--samples <file>',
      "JSONL with task_id and completion or solution, MultiPL-E's completions (a folder of *.json.gz), bigcode's generations.json, or 'canonical' for the references",
    )
    .option(
      '--extract',
      'look for the program in each text as in a chat answer: fences, prose, repeated prompts',
    )
    .option('--type-check', 'check the types of TypeScript programs first, as MultiPL-E does')
    .option(
      '-k <ks>',
      'k of pass@k, comma-separated (default: those of 1, 10, 100 that the samples allow)',
      numbers,
    )
    .option('--workers <n>', 'programs executed side by side', wholeNumber(1))
    .option('--out <dir>', 'where the run directory goes (default: hermes-runs)')
    .option('--json', 'print one JSON document')
    .action(async (flags: ScoreFlags) => done(await scoreCommand(flags)));
}

async function scoreCommand({ k, json, ...flags }: ScoreFlags): Promise<number> {
  const interrupt = interruptSignal();
  let lastMs = performance.now();
  try {
    const result = await runScore({
      ...flags,
      ks: k,
      projectRoot: process.cwd(),
      env: process.env,
      signal: interrupt,
      onProgress: (progress) => {
        if (performance.now() - lastMs < progressEveryMs) return;
        lastMs = performance.now();
        tell(scoreProgressText(progress));
      },
    });
    print(json, result, () => scoreText(result));
    return result.ending.exitCode;
  } catch (error) {
    if (!interrupt.aborted) throw error;
    tell('interrupted: the same command goes on where this one stopped');
    return ExitCode.interrupted;
  }
}

function numbers(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => Number.isInteger(value) && value >= 1)) return values;
  throw new InvalidArgumentError('want whole numbers from 1, separated by commas.');
}
