import { readFileSync } from 'node:fs';
import { assetPath } from '../../contract/package-files.ts';

/** The five tasks of the first suite, and where they come from: held-out tasks that the embedded model is known to solve. */
const helloTasks: Record<string, string> = {
  'hello/sum-of-multiples': 'micro/list/div3/-/sum',
  'hello/last-negative-doubled': 'micro/list/neg/dbl/last',
  'hello/longer-words': 'micro/word/len>2/-/sp',
  'hello/words-with-l': 'micro/word/hasl/-/li',
  'hello/times-six-or-squared': 'micro/num/gt4/mul6/sq',
};

/** `evals/hello.jsonl`. */
export function helloTasksFile(): string {
  const lines = readFileSync(assetPath('fixtures/tasks/micro.jsonl'), 'utf8').split('\n').filter(Boolean);
  const shipped = new Map(
    lines.map((line) => {
      const task = JSON.parse(line) as { task_id: string };
      return [task.task_id, task];
    }),
  );
  return Object.entries(helloTasks)
    .map(([id, from]) => `${JSON.stringify({ ...shipped.get(from), task_id: id })}\n`)
    .join('');
}

export const configFile = `import { defineConfig } from 'hermes-harness';

export default defineConfig({
  // The model that ships with Hermes. It answers small tasks like those of evals/hello.jsonl and nothing else; for your own:
  // npx hermes cache pull ORG/NAME:QUANT, npx hermes cache lock ORG/NAME:QUANT, and its name here with an entry under models.
  model: 'nano',
});
`;

export const helloSuite = `import { defineSuite, gate, pipeline, tasks } from 'hermes-harness';

export default defineSuite({
  name: 'hello',
  // After a change of the file: npx hermes tasks check evals/hello.jsonl && npx hermes cache lock evals/hello.jsonl
  tasks: tasks.jsonl('evals/hello.jsonl'),
  pipeline: pipeline.coder(),
  gate: [gate('pass_at_1').atLeast(0.8)],
});
`;

export const vitestConfig = `import { hermes } from 'hermes-harness/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [hermes()],
});
`;

/** How packages are installed in a project, by its lockfile. */
const installers: [lockfile: string, lines: string[], run: string][] = [
  ['pnpm-lock.yaml', ['corepack enable', 'pnpm install --frozen-lockfile'], 'pnpm exec'],
  ['yarn.lock', ['corepack enable', 'yarn install --immutable'], 'yarn run'],
  ['package-lock.json', ['npm ci'], 'npx'],
];

/** `.github/workflows/evals.yml` for a project with these files at its top. */
export function workflow(files: string[]): string {
  const [, lines, run] = installers.find(([lockfile]) => files.includes(lockfile)) ?? [
    '',
    ['npm install'],
    'npx',
  ];
  const steps = [
    '# Ubuntu 24.04 refuses user namespaces until this is set; without it the seal is at level process.',
    'run: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ];
  return `name: evals
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  evals:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      ${steps[0]}
      - ${steps[1]}
${lines.map((line) => `      - run: ${line}`).join('\n')}
      - run: ${run} hermes run
      - uses: actions/upload-artifact@v5
        if: always()
        with:
          name: hermes-run
          path: hermes-runs
`;
}
