import type { IndexRow, PageIndex } from '../html/page-data.ts';

/** One term of a filter. */
export interface Term {
  not: boolean;
  /** Null = a bare word. */
  key: string | null;
  /** In small letters. */
  value: string;
  operator: string;
  /** The value as a number, when it is one. */
  number: number | null;
}

/**
 * Reads a filter: terms that must all hold, each optionally negated by `!`; `key:value`, `key:>number`, `key:"several words"` or a bare word.
 * Gives the terms; an unfinished quote runs to the end.
 */
export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  const pattern = /(!?)(?:([\w.]+):)?(?:"([^"]*)"?|(\S+))/gu;
  for (const [, not, key, quoted, word] of text.matchAll(pattern)) {
    const value = quoted ?? word ?? '';
    if (value === '' && key === undefined) continue;
    const comparison = quoted === undefined ? /^(<=|>=|<|>|=)?(-?\d+(?:\.\d+)?)$/u.exec(value) : null;
    terms.push({
      not: not === '!',
      key: key === undefined ? null : (aliases.get(key) ?? key),
      value: value.toLowerCase(),
      operator: comparison?.[1] ?? '=',
      number: comparison === null ? null : Number(comparison[2]),
    });
  }
  return terms;
}

/** Whether a sample of the index meets all terms. */
export function matches(sample: IndexRow, terms: readonly Term[]): boolean {
  return terms.every((term) => holds(sample, term) !== term.not);
}

/** Terms of a filter that say something of these samples, and what is wrong with the others, in words. */
export function checkedTerms(
  terms: readonly Term[],
  { outcomes: known, samples }: Pick<PageIndex, 'outcomes' | 'samples'>,
): { terms: readonly Term[]; problems: string[] } {
  const outcomes = new Set(known.map(([outcome]) => outcome));
  const scores = new Set(samples.flatMap((sample) => Object.keys(sample.scores)));
  const problems = terms.map((term) => problemOf(term, { outcomes, scores }));
  return {
    terms: terms.filter((_term, index) => problems[index] === null),
    problems: problems.filter((problem) => problem !== null),
  };
}

function problemOf(
  { key, value, number }: Term,
  { outcomes, scores }: { outcomes: ReadonlySet<string>; scores: ReadonlySet<string> },
): string | null {
  if (key === null || textKeys.has(key)) return null;
  if (key === 'outcome') {
    return outcomes.has(value) ? null : `there is no outcome “${value}”, only ${[...outcomes].join(', ')}`;
  }
  const isScore = key.startsWith('score.') && scores.has(key.slice(6));
  if (!isScore && !numberKeys.has(key)) return `there is no filter “${key}:”`;
  return number === null ? `“${key}:” wants a number, not “${value}”` : null;
}

const textKeys = new Set(['tag', 'tier', 'family', 'difficulty', 'arm', 'task', 'cause', 'suite']);
const numberKeys = new Set(['sample', 'tokens', 'ms']);

/** The filter with one term added, or taken away where it already stands. */
export function toggleTerm(text: string, term: string): string {
  const parts = text.split(/\s+/u).filter((part) => part !== '');
  const rest = parts.filter((part) => part !== term);
  return (rest.length === parts.length ? [...rest, term] : rest).join(' ');
}

const aliases = new Map([
  ['s', 'outcome'],
  ['status', 'outcome'],
  ['c', 'cause'],
  ['t', 'task'],
  ['@', 'tag'],
]);

function holds(sample: IndexRow, term: Term): boolean {
  const { key, value } = term;
  const { task, cause, suite, arm, outcome, tags } = sample;
  switch (key) {
    case null:
      return [task, cause, suite].some((text) => includes(text, value));
    case 'tag':
    case 'tier':
    case 'family':
    case 'difficulty':
      return tags.some((tag) => includes(tag, value));
    case 'arm':
      return arm.toLowerCase() === value;
    case 'outcome':
      return outcome.toLowerCase() === value;
    case 'task':
      return includes(task, value);
    case 'cause':
      return includes(cause, value);
    case 'suite':
      return includes(suite, value);
    default:
      return compare(numberOf(sample, key), term);
  }
}

function numberOf(sample: IndexRow, key: string): number | null {
  if (key.startsWith('score.')) return sample.scores[key.slice(6)] ?? null;
  return key === 'sample' || key === 'tokens' || key === 'ms' ? sample[key] : null;
}

function includes(text: string, value: string): boolean {
  return text.toLowerCase().includes(value);
}

function compare(actual: number | null, { operator, number }: Term): boolean {
  if (actual === null || number === null) return false;
  if (operator === '<') return actual < number;
  if (operator === '>') return actual > number;
  if (operator === '<=') return actual <= number;
  if (operator === '>=') return actual >= number;
  return actual === number;
}
