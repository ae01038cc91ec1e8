/**
 * Reads a filter: terms that must all hold, each optionally negated by `!`; `key:value`, `key:>number`, `key:"several words"` or a bare word.
 * Gives the terms; an unfinished quote runs to the end.
 */
export function parseFilter(text) {
  const terms = [];
  const pattern = /(!?)(?:([\w.]+):)?(?:"([^"]*)"?|(\S+))/gu;
  for (const [, not, key, quoted, word] of text.matchAll(pattern)) {
    const value = quoted ?? word ?? '';
    if (value === '' && key === undefined) continue;
    const comparison = quoted === undefined ? /^(<=|>=|<|>|=)?(-?\d+(?:\.\d+)?)$/u.exec(value) : null;
    terms.push({
      not: not === '!',
      key: key === undefined ? null : (aliases[key] ?? key),
      value: value.toLowerCase(),
      operator: comparison?.[1] ?? '=',
      number: comparison === null ? null : Number(comparison[2]),
    });
  }
  return terms;
}

/** Whether a sample of the index meets all terms. */
export function matches(sample, terms) {
  return terms.every((term) => holds(sample, term) !== term.not);
}

/** The filter with one term added, or taken away where it already stands. */
export function toggleTerm(text, term) {
  const parts = text.split(/\s+/u).filter((part) => part !== '');
  const rest = parts.filter((part) => part !== term);
  return (rest.length === parts.length ? [...rest, term] : rest).join(' ');
}

const aliases = { s: 'outcome', status: 'outcome', c: 'cause', t: 'task', '@': 'tag' };

function holds(sample, { key, value, operator, number }) {
  if (key === null) return anywhere.some((name) => includes(sample[name], value));
  if (inTags.includes(key)) return sample.tags.some((tag) => includes(tag, value));
  if (exact.includes(key)) return sample[key].toLowerCase() === value;
  if (anywhere.includes(key)) return includes(sample[key], value);
  const actual = key.startsWith('score.') ? sample.scores[key.slice(6)] : sample[key];
  return typeof actual === 'number' && number !== null && compare(actual, operator, number);
}

const anywhere = ['task', 'cause', 'suite'];
const inTags = ['tag', 'tier', 'family', 'difficulty'];
const exact = ['arm', 'outcome'];

function includes(text, value) {
  return text.toLowerCase().includes(value);
}

function compare(actual, operator, number) {
  if (operator === '<') return actual < number;
  if (operator === '>') return actual > number;
  if (operator === '<=') return actual <= number;
  if (operator === '>=') return actual >= number;
  return actual === number;
}
