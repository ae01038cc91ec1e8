/**
 * Text of others (task ids, model names, programs, logs, errors) as people may see it, in a terminal, a CI log, Markdown, XML or HTML: every character that
 * has no shape or changes how others are shown (controls, escape codes, bidi, zero width, lone surrogates) is written out, e.g. `\u{202E}`, and so is the first
 * character of what CI systems obey (`::error`, `##[group]`, `##vso[`). Tab and line feed stay; CR LF becomes LF. What is inert stays as it is.
 */
export function inert(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, written).replace(commands, written);
}

/** Text of others as one line of at most `limit` characters, inert, cut with an ellipsis. */
export function oneLine(text: string, limit = 200): string {
  const line = inert(text).replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`;
}

/** A JSON document of one line with the same value as `JSON.stringify` gives, in which characters that `inert` writes out stand as JSON escapes. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(unseen, escaped).replace(commands, escaped);
}

// Variation selectors 15 and 16 choose how a sign before them is drawn and are left.
const unseen =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFE\uFFFF]--[\uFE0E-\uFE0F\t\n]]/gv;
const commands = /(?<=^[^\S\n]*):(?=:)|#(?=#(?:vso|teamcity)?\[)/gimu;

function written(sign: string): string {
  return String.raw`\u{${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}

function escaped(sign: string): string {
  const units = Array.from({ length: sign.length }, (_unit, index) => sign.charCodeAt(index));
  return units.map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`).join('');
}
