import { writeFileSync } from 'node:fs';
import { errorTable } from '../harness/contract/errors.ts';

/** Writes docs/errors.md from the error tables. */
export function writeErrorPage(): void {
  writeFileSync(new URL('./errors.md', import.meta.url), errorPage());
}

function errorPage(): string {
  const rows = Object.entries(errorTable)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { exit, meaning }]) => `| \`${code}\` | ${exit} | ${meaning} |`);
  return `# Errors

Every error of Hermes has a constant code. Its message says what happened with which value, and ends with \`Fix:\` and what to do.
What an agent's program does is never an error: it is a verdict. This page is written by \`npm run generate\` from the tables in
\`harness/contract/errors/\` and \`sandbox/errors.ts\`; a test compares them.

Exit codes of every verb: 0 all gates met · 1 a gate was missed (\`verify\`: something differs; \`score\`, \`doctor\`: a check failed) · 2 bad usage or
config · 3 the harness failed or could not check · 4 the seal was broken or could not be proven · 130 interrupted.

| code | exit | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
