import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorTable, exitCodeOf, HermesError } from './errors.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test('docs/errors.md lists every code with its exit code and meaning, and no other', () => {
  const documented = [...page.matchAll(/^\| `(HERMES_\w+)` \| (\d) \| (.+) \|$/gm)].map((row) =>
    row.slice(1).join(' | '),
  );
  const table = Object.entries(errorTable).map(
    ([code, { exit, meaning }]) => `${code} | ${exit} | ${meaning}`,
  );
  // To mend: npx node docs/write-errors.ts
  expect(documented.toSorted()).toEqual(table.toSorted());
});

test('an error says what, with its code, and ends with the fix', () => {
  const error = new HermesError('HERMES_RUN_EMPTY', { message: 'nothing to do.', fix: 'choose a suite.' });
  expect(error.message).toBe('[HERMES_RUN_EMPTY] nothing to do. Fix: choose a suite.');
  expect(exitCodeOf(error)).toBe(2);
});

test('an error that is not ours is a fault of the harness', () => {
  expect(exitCodeOf(new TypeError('x'))).toBe(3);
  expect(exitCodeOf('x')).toBe(3);
});
