import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { hashFolder } from '../cache/hash-folder.ts';
import { HermesError, textOf } from '../contract/errors.ts';
import { Task } from '../contract/task.ts';
import { unjudgeable } from './missing-modules.ts';
import { projectFolder } from './project-folder.ts';
import type { TaskSource } from './read-task-set.ts';
import { specAsTest } from './exercism-spec.ts';

const Config = z.object({
  files: z.object({
    solution: z.array(z.string()).min(1),
    test: z.array(z.string()).min(1),
    example: z.array(z.string()).min(1),
  }),
});

/**
 * Tasks of exercise folders as Exercism's JavaScript and TypeScript tracks have them: `.docs/instructions.md` is the statement, the stub is the signature, the spec is the
 * hidden test (every test of it, also those that learners find switched off), `.meta/proof.ci.js` is the reference. The folder is a track's
 * `exercises/practice`, or one like it. Program and test share a realm. HermesError HERMES_TASK_MISSING, HERMES_TASK_EMPTY, HERMES_TASK_BAD_LINE.
 */
export function readExercises(path: string): TaskSource {
  const folder = exerciseFolder(path);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, '.meta/config.json')))
    .map(({ name }) => name)
    .toSorted();
  if (names.length === 0) {
    throw new HermesError('HERMES_TASK_EMPTY', {
      message: `${path} holds no exercise.`,
      fix: 'name a folder whose folders have .meta/config.json: of a track its exercises/practice.',
    });
  }
  const read = names.map((name) => exercise(join(folder, name), name));
  return {
    kind: 'exercism',
    name: path,
    sha256: hashFolder(folder),
    path,
    tasks: read.flatMap(({ task }) => (task === undefined ? [] : [task])),
    excluded: read.flatMap(({ id, reason }) => (reason === undefined ? [] : [{ taskId: id, reason }])),
  };
}

function exerciseFolder(path: string): string {
  const folder = resolve(projectFolder(), path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new HermesError('HERMES_TASK_MISSING', {
    message: `the folder ${path} is not there.`,
    fix: 'check the path; it is resolved against the project.',
  });
}

interface Exercise {
  id: string;
  task?: Task | undefined;
  /** Why it cannot be judged here. */
  reason?: string | undefined;
}

function exercise(folder: string, id: string): Exercise {
  const { files } = configOf(folder);
  const [stub, spec, reference] = [files.solution, files.test, files.example].map(([file = '']) =>
    textAt(join(folder, file)),
  ) as [string, string, string];
  const statement = ['introduction.md', 'instructions.md', 'instructions.append.md']
    .map((file) => join(folder, '.docs', file))
    .filter((path) => existsSync(path))
    .map((path) => textAt(path).trim())
    .join('\n\n');
  const file = basename(files.solution[0] ?? '');
  const test = specAsTest(spec, file);
  if (test === undefined) return { id, reason: `its test imports nothing from ${file}` };
  const task = Task.parse({
    task_id: id,
    statement: `${statement}\n\nExport what the file ${file} exports; this is its stub.`,
    signature: stub.trim(),
    entry_point: test.entryPoint,
    lang: file.endsWith('.ts') ? 'ts' : 'js',
    reference,
    test: test.code,
    crossing: 'realm',
  });
  const reason = unjudgeable({ task, completes: { kind: 'answer' } });
  return reason === undefined ? { id, task } : { id, reason };
}

function configOf(folder: string): z.infer<typeof Config> {
  const path = join(folder, '.meta/config.json');
  try {
    return Config.parse(JSON.parse(textAt(path)));
  } catch (cause) {
    throw new HermesError('HERMES_TASK_BAD_LINE', {
      message: `${path} is not an exercise's config: ${textOf(cause)}.`,
      fix: 'take the exercise as it was published (files.solution, files.test, files.example).',
      cause,
    });
  }
}

function textAt(path: string): string {
  return readFileSync(path, 'utf8');
}
