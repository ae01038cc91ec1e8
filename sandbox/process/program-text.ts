// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const command = /^([ \t]*)(::|##\[)/gm;

/** A program's text made harmless to terminals and CI logs: control characters written out, workflow commands broken, at most `maxBytes` of UTF-8. */
export function inertText(text: string, maxBytes: number): string {
  const well = text.slice(0, maxBytes).toWellFormed();
  return clip(well.replace(controlCharacters, escapeUnit).replace(command, '$1\\$2'), maxBytes);
}

/** A JSON text without raw control characters; its meaning stays the same. */
export function inertJson(json: string): string {
  return json.replace(controlCharacters, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function clip(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  // A byte 10xxxxxx continues a character: cut before the character it belongs to.
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

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
