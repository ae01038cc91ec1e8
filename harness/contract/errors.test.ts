import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SandboxError } from '../../sandbox/errors.ts';
import { errorTable, exitCodeOf, HermesError } from './errors.ts';
import { errorOf, Fault, faultOf } from './fault.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

test('docs/errors.md lists every code with its exit code and meaning, and no other', () => {
  const documented = [...page.matchAll(/^\| `(HERMES_\w+)` \| (\d) \| (.+) \|$/gm)].map((row) =>
    row.slice(1).join(' | '),
  );
  const table = Object.entries(errorTable).map(
    ([code, { exit, meaning }]) => `${code} | ${exit} | ${meaning}`,
  );
  // To mend: npm run generate
  expect(documented.toSorted()).toEqual(table.toSorted());
});

test('an error says what, with its code, and ends with the fix', () => {
  const error = new HermesError('HERMES_RUN_EMPTY', { message: 'nothing to do.', fix: 'choose a suite.' });
  expect(error.message).toBe('[HERMES_RUN_EMPTY] nothing to do. Fix: choose a suite.');
  expect(exitCodeOf(error)).toBe(2);
});

test('every code of the table is used by production code, and no code outside it is', () => {
  const root = new URL('../../', import.meta.url).pathname;
  const files = globSync('{harness,sandbox,reports}/**/*.ts', { cwd: root }).filter(
    (file) =>
      !/\.(test|bench|fixture|soak)\.|\/testing\/|-fixtures?\.ts$|contract\/errors\/|sandbox\/errors\.ts$/.test(
        file,
      ),
  );
  const used = new Set(files.flatMap((file) => readFileSync(root + file, 'utf8').match(codes) ?? []));
  expect([...used].toSorted()).toEqual(Object.keys(errorTable).toSorted());
});

const areas = [...new Set(Object.keys(errorTable).map((code) => code.split('_')[1]))];
// Environment variables begin with HERMES_, too; a code is quoted, in the area of some table.
const codes = new RegExp(`(?<=['"])HERMES_(?:${areas.join('|')})_[A-Z0-9_]+(?=['"])`, 'g');

test('text, value and fix are kept apart, and the message for people is composed of them once', () => {
  const cause = new Error('why');
  const parts = { message: 'it is too large.', value: { bytes: 9 }, fix: 'make it smaller.', cause };
  const error = new HermesError('HERMES_RUN_EMPTY', parts);
  expect(error).toMatchObject({ rawMessage: parts.message, value: parts.value, fix: parts.fix, cause });
  expect(error.message).toBe('[HERMES_RUN_EMPTY] it is too large. Fix: make it smaller.');
});

test('HermesError.from() keeps ours, takes over the sandbox’s, and gives everything else a code', () => {
  const ours = new HermesError('HERMES_RUN_EMPTY', { message: 'nothing.', fix: 'choose.' });
  expect(HermesError.from(ours)).toBe(ours);
  const sandbox = new SandboxError('HERMES_SANDBOX_SPAWN', { message: 'no.', value: 7, fix: 'install it.' });
  expect(HermesError.from(sandbox)).toMatchObject({
    name: 'HermesError',
    code: 'HERMES_SANDBOX_SPAWN',
    rawMessage: 'no.',
    value: 7,
    fix: 'install it.',
    message: sandbox.message,
    cause: sandbox,
  });
  const foreign = new TypeError('x is no function');
  expect(HermesError.from(foreign, 'HERMES_POOL_WORKER')).toMatchObject({
    code: 'HERMES_POOL_WORKER',
    rawMessage: 'x is no function',
    cause: foreign,
  });
  expect(HermesError.from('a thrown text')).toMatchObject({
    code: 'HERMES_RUN_INTERNAL',
    rawMessage: 'a thrown text',
  });
});

test('an error that crosses processes any number of times is the same error', () => {
  let error = new HermesError('HERMES_POOL_TIMEOUT', {
    message: 'too late.',
    value: { ms: 5 },
    fix: 'wait.',
  });
  const { message } = error;
  for (let hop = 0; hop < 3; hop += 1) {
    error = errorOf(Fault.parse(JSON.parse(JSON.stringify(faultOf(error)))));
  }
  expect(error).toMatchObject({ message, rawMessage: 'too late.', value: { ms: 5 }, fix: 'wait.' });
});

test('what is not ours travels with its stack, since its cause stays behind', () => {
  const foreign = new TypeError('x is no function');
  expect(faultOf(foreign)).toEqual({
    code: 'HERMES_RUN_INTERNAL',
    message: foreign.stack,
    fix: expect.any(String),
  });
  expect(
    faultOf(new HermesError('HERMES_RUN_EMPTY', { message: 'm.', value: () => 0, fix: 'f.' })).value,
  ).toBeUndefined();
});

test('an error that is not ours is a fault of the harness', () => {
  expect(exitCodeOf(new TypeError('x'))).toBe(3);
  expect(exitCodeOf('x')).toBe(3);
});
