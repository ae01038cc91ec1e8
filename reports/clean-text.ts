/** Text of a model without terminal escape codes and control characters (tab, line feed stay); lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(escapeSequences, '').replace(/\r\n?/g, '\n').replace(controls, '');
}

/** One line of at most `limit` characters, cut with an ellipsis. */
export function oneLine(text: string, limit = 200): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`;
}

const escapeSequences = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])`,
  'g',
);
const controls = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]`, 'g');
