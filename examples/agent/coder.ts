// A coder of your own. Put your model, your prompts or your whole agent in the place of `programs`.
import { jsonHandler, serveAgent } from 'hermes-harness';

const programs = new Map<unknown, string>([
  ['initials', "const initials = (name) => name.split(' ').map((word) => word[0]).join('');"],
  ['isLeapYear', 'const isLeapYear = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;'],
]);

const agent = await serveAgent({
  role: 'coder',
  listen: process.argv[2] ?? 'unix:/tmp/my-coder.sock',
  handler: jsonHandler(async ({ entryPoint }) => {
    const code = programs.get(entryPoint);
    return code === undefined
      ? { refusal: { reason: 'unknown', text: 'I do not know how.' } }
      : { code, lang: 'js' };
  }),
});
process.stdout.write(`${agent.address}\n`);
