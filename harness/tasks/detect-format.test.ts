import { describe, expect, test } from 'vitest';
import { detectFormat } from './detect-format.ts';

const js = 'const f = (x) => {\n';

describe('detectFormat()', () => {
  test.each([
    [{ task_id: 'JavaScript/0', prompt: js, canonical_solution: '', test: '' }, 'humanevalx'],
    [{ task_id: 'HumanEval/0', prompt: js, test: '' }, 'humanevalx'],
    [{ name: 'HumanEval_0_f', language: 'js', prompt: js, tests: '' }, 'multiple'],
    [{ name: 'HumanEval_0_f', language: 'ts', prompt: js, tests: '' }, 'multiple'],
    [{ name: 'x', prompt: 'function f(x: number): number {\n', tests: '' }, 'multiple'],
    [{ task_id: 'a', statement: '', signature: '', entry_point: 'f', reference: '' }, 'task'],
  ])('%j is %s', (record, format) => {
    expect(detectFormat(record, 'x.jsonl:1')).toBe(format);
  });

  test.each([
    [{ task_id: 'HumanEval/0', prompt: 'def f(x):\n', test: '' }, 'HERMES_TASK_PYTHON_SET'],
    [{ task_id: 'Python/0', prompt: 'x', test: '' }, 'HERMES_TASK_PYTHON_SET'],
    [{ name: 'x', language: 'py', prompt: '', tests: '' }, 'HERMES_TASK_PYTHON_SET'],
    [{ task_id: 1, text: 'Write.', code: 'def f(x):\n  pass', test_list: [] }, 'HERMES_TASK_PYTHON_SET'],
    [{ task_id: 'Rust/0', prompt: 'fn f() {', test: '' }, 'HERMES_TASK_OTHER_LANGUAGE'],
    [{ name: 'x', language: 'lua', prompt: '', tests: '' }, 'HERMES_TASK_OTHER_LANGUAGE'],
    [{ question: '', answer: '' }, 'HERMES_TASK_UNKNOWN_FORMAT'],
  ])('%j is refused with %s and the place', (record, code) => {
    const where = expect.stringContaining('x.jsonl:1') as string;
    expect(() => detectFormat(record, 'x.jsonl:1')).toThrow(
      expect.objectContaining({ code, message: where }),
    );
  });
});
