/** Text of a model without terminal escape codes and control characters (tab, line feed stay); lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(ESCAPE_SEQUENCES, '').replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

/** One line of at most `limit` characters, cut with an ellipsis. */
export function oneLine(text: string, limit = 200): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`;
}

const ESCAPE_SEQUENCES = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])`,
  'g',
);
const CONTROLS = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]`, 'g');
