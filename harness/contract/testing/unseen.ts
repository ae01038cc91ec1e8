const codes = `0 7 8 b c d 1b 7f 85 9b 9d
  202a 202b 202c 202d 202e 2066 2067 2068 2069 200e 200f 61c
  200b 200c 200d 2060 feff ad 180e 3164 2028 2029 fffe ffff
  e0041 e0101 d800 dfff`;

/** One of every kind of character that a reader cannot see, spelt out once more so that no test asks the code what it should find. */
export const unseenSigns: readonly string[] = codes
  .split(/\s+/)
  .map((code) => String.fromCodePoint(Number.parseInt(code, 16)));

/** All of them, and what would be a command to a CI system: the name of a task, an agent or a file that means ill. */
export const hostileName = `evil${unseenSigns.join('-')}\u001b]0;title\u0007\n::error::taken\r\n  ::add-mask::x ##[error]y ##vso[task.complete]z`;

/** What in a text that people see is not inert: characters of `unseenSigns`, commands of CI systems. */
export function notInert(text: string): string[] {
  const signs = unseenSigns
    .filter((sign) => new RegExp(`\\u{${sign.codePointAt(0)?.toString(16)}}`, 'u').test(text))
    .map((sign) => `U+${sign.codePointAt(0)?.toString(16)}`);
  return [...signs, ...(text.match(/^\s*::.*$|##(?:vso|teamcity)?\[.*$/gimu) ?? [])];
}
