/** Lines that a function's head takes before a body compiled as an async function. */
const HEAD_LINES = 2;
const EVALUATED =
  /\(eval at [^()]*\([^()]*\), <anonymous>:(\d+):(\d+)\)|eval at [^()]*\([^()]*\), <anonymous>:(\d+):(\d+)/g;

/** A stack with the program's own frames only: ours are left out, and a body's lines are numbered as the program wrote them. */
export function programStack(stack: string): string {
  return stack
    .split('\n')
    .map((line) =>
      line.replace(EVALUATED, (_all, line1?: string, column1?: string, line2?: string, column2?: string) => {
        const row = Number(line1 ?? line2) - HEAD_LINES;
        return `(program.js:${row}:${String(column1 ?? column2)})`;
      }),
    )
    .filter((line) => !line.includes('hermes:'))
    .join('\n');
}
