import { HermesError } from '../contract/errors.ts';

/** Shapes of task records that Hermes reads. */
export type RecordFormat = 'humanevalx' | 'multiple' | 'mxeval' | 'task';

/** What the formats are called in messages and reports. */
export const formatNames: Readonly<Record<RecordFormat, string>> = {
  humanevalx: 'HumanEval-X JavaScript',
  multiple: 'MultiPL-E',
  mxeval: 'mxeval (MBXP)',
  task: 'Hermes tasks',
};

/**
 * Which format a record has, by its fields. HermesError: HERMES_TASK_PYTHON_SET for a Python task, HERMES_TASK_OTHER_LANGUAGE for one that
 * is neither JavaScript nor TypeScript, HERMES_TASK_UNKNOWN_FORMAT for fields of no known format.
 */
export function detectFormat(record: Record<string, unknown>, where: string): RecordFormat {
  const has = (...names: string[]) => names.every((name) => name in record);
  if (has('name', 'prompt', 'tests')) return checked('multiple', languageOf(record), where);
  if (has('task_id', 'language', 'prompt', 'entry_point', 'test') && !has('declaration')) {
    return checked('mxeval', languageOf(record), where);
  }
  if (has('task_id', 'prompt', 'test') || has('task_id', 'prompt', 'canonical_solution')) {
    return checked('humanevalx', languageOf(record), where);
  }
  if (has('task_id', 'test_list') || has('text', 'code'))
    return checked('humanevalx', languageOf(record), where);
  if (
    ['statement', 'signature', 'entry_point', 'reference', 'cases'].filter((name) => name in record).length >=
    2
  )
    return 'task';
  throw new HermesError('HERMES_TASK_UNKNOWN_FORMAT', {
    message: `${where} has the fields ${Object.keys(record).slice(0, 12).join(', ') || '(none)'}, which are those of no known task format.`,
    fix: 'give HumanEval-X (task_id, prompt, canonical_solution, test), MultiPL-E (name, prompt, tests), mxeval (task_id, language, prompt, entry_point, test) or Hermes tasks (docs/tasks.md).',
  });
}

function checked(format: RecordFormat, language: string, where: string): RecordFormat {
  if (language === 'js') return format;
  if (language === 'ts' && (format === 'multiple' || format === 'mxeval')) return format;
  if (language === 'python') {
    throw new HermesError('HERMES_TASK_PYTHON_SET', {
      message: `${where} is a Python task; Hermes executes JavaScript and TypeScript only.`,
      fix: 'use the JavaScript or TypeScript edition of the set (HumanEval-X js, MultiPL-E js or ts).',
    });
  }
  throw new HermesError('HERMES_TASK_OTHER_LANGUAGE', {
    message: `${where} is a task in ${language}; Hermes executes JavaScript and TypeScript only.`,
    fix: 'use the JavaScript or TypeScript edition of the set.',
  });
}

const languages: Readonly<Record<string, string>> = {
  js: 'js',
  javascript: 'js',
  ts: 'ts',
  typescript: 'ts',
  py: 'python',
  python: 'python',
  python3: 'python',
  cpp: 'C++',
  'c++': 'C++',
  java: 'Java',
  go: 'Go',
  rust: 'Rust',
  rs: 'Rust',
};

/** By its code where that is plainly Python, else by the record's own word (`language`, the prefix of `task_id`), else by its code again. */
function languageOf(record: Record<string, unknown>): string {
  const code = [record['prompt'], record['code'], record['test_list']].map(String).join('\n');
  if (/^\s*(?:async\s+)?def \w+\(|^\s*from \w+ import /m.test(code)) return 'python';
  const named = text(record['language']).toLowerCase();
  if (named !== '') return languages[named] ?? named;
  const prefixed = languages[/^([A-Za-z+]+)\//.exec(text(record['task_id']))?.[1]?.toLowerCase() ?? ''];
  if (prefixed !== undefined) return prefixed;
  return /\)\s*:\s*[\w[\]<>{}|, ]+\{\s*$|\w\s*:\s*(?:number|string|boolean)\b/.test(text(record['prompt']))
    ? 'ts'
    : 'js';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
