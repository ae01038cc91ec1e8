import { defineSuite, gate, pipeline, tasks } from 'hermes-harness';

export default defineSuite({
  name: 'everyday',
  tasks: tasks.typed('everyday', [
    tasks.task<(name: string) => string>({
      task_id: 'initials',
      statement:
        'Return the first letters of all words of name, in their order. Words are separated by one space.',
      signature: 'function initials(name)',
      entry_point: 'initials',
      reference: "function initials(name) { return name.split(' ').map((word) => word[0]).join(''); }",
      cases: [
        { args: ['Ada Lovelace'], expected: 'AL' },
        { args: ['Grace Brewster Hopper'], expected: 'GBH' },
      ],
    }),
    tasks.task<(year: number) => boolean>({
      task_id: 'leap',
      statement: 'Tell whether year is a leap year of the Gregorian calendar.',
      signature: 'function isLeapYear(year)',
      entry_point: 'isLeapYear',
      reference: 'function isLeapYear(year) { return new Date(year, 1, 29).getDate() === 29; }',
      cases: [
        { args: [2000], expected: true },
        { args: [1900], expected: false },
        { args: [2024], expected: true },
        { args: [2023], expected: false },
      ],
    }),
    tasks.task<(words: string[]) => string[]>({
      task_id: 'longest',
      statement: 'Return all words that are as long as the longest one, in their order.',
      signature: 'function longestWords(words)',
      entry_point: 'longestWords',
      reference:
        'function longestWords(words) { const most = Math.max(...words.map((word) => word.length)); return words.filter((word) => word.length === most); }',
      cases: [
        { args: [['to', 'be', 'or', 'not']], expected: ['not'] },
        { args: [['a', 'b']], expected: ['a', 'b'] },
      ],
    }),
  ]),
  pipeline: pipeline.coder(),
  gate: [gate('pass_at_1').atLeast(0.5)],
});
