/** Lines that a function's head takes before a body compiled as an async function. */
const HEAD_LINES = 2;
const EVALUATED = /\(?eval at [^()]*\([^()]*\), <anonymous>:(?<row>\d+):(?<column>\d+)\)?/;

/** A stack with the program's own frames only: ours are left out, and a body's lines are numbered as they were written. `file` names what was compiled as a body. */
export function programStack(stack: string, file = 'program.js'): string {
  return stack
    .split('\n')
    .map((line) => ownPlace(line, file))
    .filter((line) => !line.includes('hermes:'))
    .join('\n');
}

function ownPlace(line: string, file: string): string {
  const found = EVALUATED.exec(line)?.groups;
  if (found === undefined) return line;
  return line.replace(EVALUATED, `(${file}:${Number(found['row']) - HEAD_LINES}:${found['column']})`);
}
