import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { updateLock } from '../cache/update-lock.ts';
import { foreignProject } from '../testing/foreign-project.ts';
import { type Finished, repositoryRoot, runCli } from '../testing/cli.ts';

test('gzipped tasks, tasks outside the project by absolute path and a data set of the Hub cache run as a draft, then locked, then not at all when one byte differs', async () => {
  using project = foreignProject();
  const micro = readFileSync(join(repositoryRoot, 'fixtures/tasks/micro.jsonl'), 'utf8').split('\n');
  const outside = join(dirname(project.root), 'outside.jsonl');
  writeFileSync(outside, `${micro[0]}\n`);
  project.write('evals/mine.eval.js', suites(outside));
  writeFileSync(project.path('evals/packed.jsonl.gz'), gzipSync(`${micro[1]}\n`));
  const env = { HF_HUB_CACHE: join(repositoryRoot, 'fixtures/datasets/hub') };
  const hermes = (...args: string[]): Promise<Finished> => runCli(args, { cwd: project.root, env });

  const draft = await hermes('run', '--draft', '--json');
  expect(draft.exitCode, draft.stderr).toBe(0);
  expect(JSON.parse(draft.stdout)).toMatchObject({
    determinismClass: 'D0',
    suites: [{ name: 'outside' }, { name: 'packed' }, { name: 'set' }],
  });
  const latest = (file: string): string => project.read(`hermes-runs/latest/${file}`);
  expect(latest('report.html')).toContain('Draft: tasks under edit');
  expect(latest('report.md')).toContain('draft: tasks under edit');
  expect(latest('junit.xml')).toContain('name="hermes.draft" value="true"');

  const unlocked = await hermes('run');
  expect(unlocked.exitCode).toBe(2);
  expect(unlocked.stderr).toMatch(/HERMES_CACHE_NOT_LOCKED.*\.\.\/outside\.jsonl.*--draft/);
  const where = { projectRoot: project.root, cacheDirs: [env.HF_HUB_CACHE] };
  await updateLock({ what: [outside, 'evals/packed.jsonl.gz'], ...where });
  expect((await hermes('cache', 'lock', '--repo-type', 'dataset', 'hermes-harness/sample')).exitCode).toBe(0);
  const locked = await hermes('run', '--json');
  expect(locked.exitCode, locked.stderr).toBe(0);
  expect(JSON.parse(locked.stdout)).toMatchObject({ determinismClass: 'D2' });

  appendFileSync(outside, '\n');
  const changed = await hermes('run');
  expect(changed.exitCode).toBe(3);
  expect(changed.stderr).toMatch(/HERMES_CACHE_LOCK_MISMATCH.*\.\.\/outside\.jsonl/);
});

function suites(outside: string): string {
  return `
import { defineSuite, pipeline, tasks } from 'hermes-harness';

const set = await tasks.dataset('hermes-harness/sample', { config: 'own' });
export const a = defineSuite({ name: 'outside', tasks: tasks.jsonl(${JSON.stringify(outside)}), pipeline: pipeline.coder() });
export const b = defineSuite({ name: 'packed', tasks: tasks.jsonl('evals/packed.jsonl.gz'), pipeline: pipeline.coder() });
export const c = defineSuite({ name: 'set', tasks: set, pipeline: pipeline.coder(), limit: 1 });
`;
}
