import { describe, expect, test } from 'vitest';
import { readTaskSet } from '../read-task-set.ts';
import { canonicalProgram, sampleProgram } from './sample-program.ts';

const humanevalx = readTaskSet('fixtures/datasets/humanevalx-sample.jsonl').items;
const typescript = readTaskSet('fixtures/datasets/multiple-ts-sample.jsonl').items;
const ours = readTaskSet('fixtures/tasks/micro.jsonl').items;

function codeOf(made: ReturnType<typeof sampleProgram> | undefined): string {
  if (made?.kind !== 'program') throw new Error(made?.reason ?? 'none');
  return made.program.code;
}

describe('the program of a sample', () => {
  const helped = humanevalx[1];
  const own = ours[0];
  const typed = typescript[0];
  if (helped === undefined || own === undefined || typed === undefined) throw new Error('fixtures');

  test('is prompt and completion for a data set, the helpers of the prompt once', () => {
    const code = codeOf(sampleProgram(helped, { completion: '  return text;\n}' }));
    expect(code).toMatch(/const unshiftLetters = \(text\) => \{\n {2}return text;\n\}$/);
    expect(code.match(/const shiftLetters/g)).toHaveLength(1);
  });

  test('is the solution itself, with the helpers of the prompt unless it has its own', () => {
    const solution = 'const unshiftLetters = (text) => text;';
    expect(codeOf(sampleProgram(helped, { solution }))).toMatch(
      /^[^]*const shiftLetters[^]*const unshiftLetters = \(text\) => text;$/,
    );
    const complete = `const shiftLetters = (t) => t;\n${solution}`;
    expect(codeOf(sampleProgram(helped, { solution: complete }))).toBe(complete);
  });

  test('is what extraction finds in a completion for our own tasks, or its refusal', () => {
    const code = `function ${own.task.entry_point}(arr) { return arr; }`;
    expect(codeOf(sampleProgram(own, { completion: `Sure:\n\`\`\`js\n${code}\n\`\`\`` }))).toBe(code);
    expect(sampleProgram(own, { completion: 'I cannot.' })).toEqual({
      kind: 'refusal',
      reason: 'the answer holds no code (it begins “I cannot.”)',
    });
  });

  test('is TypeScript for a TypeScript set', () => {
    const made = sampleProgram(typed, { completion: '  return [];\n}' });
    expect(made).toMatchObject({ kind: 'program', program: { lang: 'ts', entryPoint: 'every_other' } });
  });

  test('is the canonical solution where the set has one', () => {
    expect(codeOf(canonicalProgram(helped))).toMatch(/\+ 23\) % 26/);
    expect(codeOf(canonicalProgram(own))).toBe(own.task.reference);
    expect(canonicalProgram(typed)).toBeUndefined();
  });
});
