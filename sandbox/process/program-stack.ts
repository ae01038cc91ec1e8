/** Lines that a function's head takes before a body compiled as an async function. */
const headLines = 2;
const evaluated = /\(?eval at [^()]*\([^()]*\), <anonymous>:(?<row>\d+):(?<column>\d+)\)?/;

/** A stack with the program's own frames only: ours are left out, and a body's lines are numbered as they were written. `file` names what was compiled as a body. */
export function programStack(stack: string, file = 'program.js'): string {
  return stack
    .split('\n')
    .map((line) => ownPlace(line, file))
    .filter((line) => !line.includes('hermes:'))
    .join('\n');
}

function ownPlace(line: string, file: string): string {
  const found = evaluated.exec(line)?.groups;
  if (found === undefined) return line;
  return line.replace(evaluated, `(${file}:${Number(found['row']) - headLines}:${found['column']})`);
}
