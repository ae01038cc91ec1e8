import { describe, expect, test } from 'vitest';
import type { CoderAnswer } from '../../contract/agent-messages.ts';
import { readTaskSet } from '../read-task-set.ts';
import { canonicalAnswer, sampleAnswer } from './sample-answer.ts';

const humanevalx = readTaskSet('fixtures/datasets/humanevalx-sample.jsonl').items;
const typescript = readTaskSet('fixtures/datasets/multiple-ts-sample.jsonl').items;
const ours = readTaskSet('fixtures/tasks/micro.jsonl').items;

function codeOf(answer: CoderAnswer | undefined): string {
  if (answer === undefined || 'refusal' in answer) throw new Error(answer?.refusal.reason ?? 'none');
  return answer.code;
}

describe('the answer that a sample is', () => {
  const helped = humanevalx[1];
  const own = ours[0];
  const typed = typescript[0];
  if (helped === undefined || own === undefined || typed === undefined) throw new Error('fixtures');

  test('is prompt and completion for a data set, the helpers of the prompt once', () => {
    const code = codeOf(sampleAnswer(helped, { completion: '  return text;\n}' }));
    expect(code).toMatch(/const unshiftLetters = \(text\) => \{\n {2}return text;\n\}$/);
    expect(code.match(/const shiftLetters/g)).toHaveLength(1);
  });

  test('is the solution itself, with the helpers of the prompt unless it has its own', () => {
    const solution = 'const unshiftLetters = (text) => text;';
    expect(codeOf(sampleAnswer(helped, { solution }))).toMatch(
      /^[^]*const shiftLetters[^]*const unshiftLetters = \(text\) => text;$/,
    );
    const complete = `const shiftLetters = (t) => t;\n${solution}`;
    expect(codeOf(sampleAnswer(helped, { solution: complete }))).toBe(complete);
  });

  test('is what extraction finds in a completion for our own tasks, or its refusal', () => {
    const code = `function ${own.task.entry_point}(arr) { return arr; }`;
    expect(codeOf(sampleAnswer(own, { completion: `Sure:\n\`\`\`js\n${code}\n\`\`\`` }))).toBe(code);
    expect(sampleAnswer(own, { completion: 'I cannot.' })).toEqual({
      refusal: { reason: 'the answer holds no code (it begins “I cannot.”)', text: 'I cannot.' },
    });
  });

  test('is TypeScript where the completion says so', () => {
    const code = `function ${own.task.entry_point}(arr: number[]) { return arr; }`;
    const answer = sampleAnswer(own, { completion: `\`\`\`ts\n${code}\n\`\`\`` });
    expect(answer).toEqual({ code, lang: 'ts' });
  });

  test('is the canonical solution where the set has one', () => {
    expect(codeOf(canonicalAnswer(helped))).toMatch(/\+ 23\) % 26/);
    expect(codeOf(canonicalAnswer(own))).toBe(own.task.reference);
    expect(canonicalAnswer(typed)).toBeUndefined();
  });

  describe('with extraction', () => {
    const { prompt } = typed.completes as { prompt: string };
    const body = '  return text.length;\n}';
    const name = typed.task.entry_point;
    const extracted = (completion: string): string =>
      codeOf(sampleAnswer(typed, { completion }, { extract: true }));
    const whole = `${prompt}${body}`;

    test.each([
      ['a whole function in a fence, with prose around it', `Sure!\n\`\`\`ts\n${whole}\n\`\`\`\nIt counts.`],
      ['a whole function that stands bare', whole],
      ['only what goes on, in a fence', `\`\`\`typescript\n${body}\n\`\`\``],
      ['only what goes on', body],
      ['the prompt repeated with other indentation', `${prompt.replaceAll('\n', '\n  ')}${body}`],
      ['a function behind it that was cut off', `${body}\n\nfunction more(x: number) {\n  if (x`],
      ['prose behind it', `${body}\n\nThis function counts the letters of a text, as you asked.`],
      ['what its stop tokens end', `${body}\n// Another function follows\nconst x = (`],
    ])('is one complete program of %s', (_what, completion) => {
      const code = extracted(completion);
      expect(code).toContain('return text.length;');
      expect(code.match(new RegExp(`function ${name}\\b`, 'g'))).toHaveLength(1);
      expect(code).not.toMatch(/```|Sure!|more\(|Another|as you asked/);
    });

    test('is what stands there when nothing can be found, for the judge to refuse', () => {
      expect(extracted('I cannot do that.')).toBe(`${prompt}I cannot do that.`);
    });
  });

  test('is the rest of a text with its prompt before it', () => {
    const { prompt } = helped.completes as { prompt: string };
    const whole = `${prompt}  return text;\n}`;
    expect(codeOf(sampleAnswer(helped, { whole }))).toBe(whole);
  });
});
