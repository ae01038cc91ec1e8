import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { createSandbox } from '../../sandbox/index.ts';
import { ExitCode } from '../contract/errors.ts';
import { checkTasks } from '../tasks/check.ts';
import { problemsText } from '../tasks/task-problem.ts';
import { print } from './print.ts';

/** `hermes tasks check FILE`: a task author's mistakes, each with file, line and fix. */
export function registerTasks(program: Command, done: (exitCode: number) => void): void {
  program
    .command('tasks')
    .description('task files')
    .command('check')
    .description('find mistakes in a task file')
    .argument('<file>', 'JSONL file of tasks')
    .option('--json', 'print one JSON document')
    .action(async (file: string, { json }: { json?: boolean | undefined }) => {
      await using sandbox = await createSandbox({ workers: availableParallelism() });
      const problems = await checkTasks(file, { sandbox });
      print(json, problems, () => problemsText(problems));
      const errors = problems.some((problem) => problem.severity === 'error');
      done(errors ? ExitCode.gateMissed : ExitCode.ok);
    });
}
