import type { ErrorTable } from './table.ts';

export const taskErrors = {
  HERMES_TASK_MISSING: {
    exit: 2,
    meaning: 'A task file, data set or samples file is not there or cannot be read.',
  },
  HERMES_TASK_BAD_LINE: {
    exit: 2,
    meaning: 'A line of a task file is not a task: bad JSON, a missing, wrong or unknown field.',
  },
  HERMES_TASK_DUPLICATE_ID: { exit: 2, meaning: 'Two tasks of one file have the same id.' },
  HERMES_TASK_EMPTY: { exit: 2, meaning: 'A task file or data set holds no task.' },
  HERMES_TASK_NOT_UTF8: { exit: 2, meaning: 'A task or samples file is not UTF-8 text.' },
} as const satisfies ErrorTable<'TASK'>;
