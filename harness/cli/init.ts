import type { Command } from 'commander';
import { type InitStep, initProject } from './init/init-project.ts';
import { print } from './print.ts';
import { projectHere } from './project.ts';

/** `hermes init`: a first suite that runs at once, in a project of one's own. Asks nothing, overwrites nothing. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('write a config, a first suite and a CI job into this project; overwrites nothing')
    .option('-y, --yes', 'ask nothing (init never asks; for scripts that say so everywhere)')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean | undefined }) => {
      const root = projectHere();
      const steps = await initProject(root);
      print(json, { root, steps }, () => format(root, steps));
    });
}

function format(root: string, steps: InitStep[]): string {
  const lines = steps.map(
    ({ path, did, note }) => `${did.padEnd(9)} ${path}${note === undefined ? '' : `: ${note}`}`,
  );
  const vitest = steps.some(({ path, did }) => path.startsWith('vite') && did !== 'left out');
  return [
    `project   ${root}`,
    ...lines,
    `next      npx hermes run${vitest ? ', or npx vitest run' : ''}`,
  ].join('\n');
}
