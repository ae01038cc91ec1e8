/** Lines that a function's head takes before a body compiled as an async function. */
const HEAD_LINES = 2;
const EVALUATED = /\(?eval at [^()]*\([^()]*\), <anonymous>:(?<row>\d+):(?<column>\d+)\)?/;

/** A stack with the program's own frames only: ours are left out, and a body's lines are numbered as the program wrote them. */
export function programStack(stack: string): string {
  return stack
    .split('\n')
    .map(ownPlace)
    .filter((line) => !line.includes('hermes:'))
    .join('\n');
}

function ownPlace(line: string): string {
  const found = EVALUATED.exec(line)?.groups;
  if (found === undefined) return line;
  return line.replace(EVALUATED, `(program.js:${Number(found['row']) - HEAD_LINES}:${found['column']})`);
}
