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
  HERMES_TASK_PYTHON_SET: {
    exit: 2,
    meaning: 'A task set is Python; Hermes executes JavaScript and TypeScript only.',
  },
  HERMES_TASK_OTHER_LANGUAGE: {
    exit: 2,
    meaning: 'A task set is in a language that Hermes does not execute.',
  },
  HERMES_TASK_UNKNOWN_FORMAT: {
    exit: 2,
    meaning: 'A task file has the fields of no known format, or of another one than asked for.',
  },
  HERMES_TASK_DATASET_MISSING: {
    exit: 2,
    meaning: 'A data set, or the revision, config or split of it, is not in the local cache.',
  },
  HERMES_TASK_DATASET_AMBIGUOUS: { exit: 2, meaning: 'A data set has several files that could be meant.' },
  HERMES_TASK_DATASET_CORRUPT: {
    exit: 3,
    meaning: 'A file of a data set differs from its digest, or is not readable parquet.',
  },
  HERMES_TASK_NOT_SERIALISABLE: { exit: 2, meaning: 'A case holds a value that JSON cannot hold.' },
  HERMES_TASK_TOO_LARGE: {
    exit: 2,
    meaning: 'A task file, samples file or data set unpacks to more than it may.',
  },
  HERMES_TASK_NO_REFERENCE: {
    exit: 2,
    meaning: 'A task set without reference solutions cannot be checked by them.',
  },
  HERMES_TASK_TEST_BROKEN: {
    exit: 2,
    meaning:
      'A hidden test cannot run, whatever program it judges: it does not compile, or requires what is not there.',
  },
  HERMES_TASK_BAD_SAMPLE: { exit: 2, meaning: 'A line of a samples file is not a sample.' },
  HERMES_TASK_UNKNOWN_ID: { exit: 2, meaning: 'A sample is for a task that the task file does not hold.' },
  HERMES_TASK_K_TOO_LARGE: {
    exit: 2,
    meaning: 'pass@k was asked for a k that no task has enough samples for.',
  },
  HERMES_TASK_RESULTS_UNWRITABLE: { exit: 2, meaning: 'The results file of a scoring cannot be written.' },
} as const satisfies ErrorTable<'TASK'>;
