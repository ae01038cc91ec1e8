import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadTasks } from '../tasks/load-jsonl.ts';
import { readTaskSet } from '../tasks/read-task-set.ts';
import { extractProgram } from './extract-program.ts';

/** Shapes that answers come in; every one must give back the program as it is. */
const shapes: Record<string, (code: string, name: string) => string> = {
  'a fence': (code) => `\`\`\`js\n${code}\n\`\`\``,
  'a fence without a tag': (code) => `\`\`\`\n${code}\n\`\`\``,
  'a fence with a wrong tag': (code) => `\`\`\`java\n${code}\n\`\`\``,
  'an unclosed fence': (code) => `Here's my answer:\n\`\`\`javascript\n${code}`,
  'a fence between prose': (code) =>
    `Sure! It's easy:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThis doesn't use \`eval\`.`,
  'a fence and its usage': (code, name) =>
    `\`\`\`js\n${code}\n\`\`\`\nExample:\n\`\`\`js\nconst { ${name} } = require('./solution');\nconsole.log(${name}());\n\`\`\``,
  'a fence after thinking': (code, name) =>
    `<think>Let me write function ${name}() {…}</think>\n\`\`\`js\n${code}\n\`\`\``,
  'a wrapped answer': (code) => `\`\`\`markdown\n## Solution\n\`\`\`js\n${code}\n\`\`\`\n\`\`\``,
  'the end of a fence only': (code) => `${code}\n\`\`\`\nDone.`,
  'bare code': (code) => code,
  'bare code with an end-of-turn token': (code) => `${code}<|im_end|>\n`,
  JSON: (code) => JSON.stringify({ code }),
};

const tasks = [
  ...globSync('fixtures/tasks/*.jsonl').flatMap((path) => loadTasks(path).tasks),
  ...readTaskSet('fixtures/datasets/humanevalx-sample.jsonl').items.map((item) => item.task),
];

describe('the reference of every task comes out of an answer as it went in', () => {
  test.each(Object.entries(shapes))('out of %s', (_title, shape) => {
    const changed = tasks.filter(({ reference, entry_point: entryPoint }) => {
      const found = extractProgram(shape(reference, entryPoint), { entryPoint });
      return found.kind === 'refusal' || found.code.trimEnd() !== reference.trimEnd();
    });
    expect(changed.map((task) => task.task_id)).toEqual([]);
  });
});
