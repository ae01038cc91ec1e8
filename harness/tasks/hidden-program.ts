import type { Task } from '../contract/task.ts';
import type { ProgramInput } from '../../sandbox/index.ts';

/** What the sandbox executes to judge a program by a task's hidden tests. */
export function hiddenProgram(task: Task, code: string, limits?: ProgramInput['limits']): ProgramInput {
  return {
    lang: task.lang,
    code: task.prelude === undefined ? code : `${task.prelude}\n${code}`,
    entryPoint: task.entry_point,
    crossing: task.crossing,
    cases: task.cases,
    test: task.test,
    testLang: task.test === undefined ? undefined : task.lang,
    limits,
  };
}
