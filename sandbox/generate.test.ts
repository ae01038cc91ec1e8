import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxBundles } from './generate.ts';

const folder = join(import.meta.dirname, 'gen');

test('the committed bundles are what the sources give, and there are no others (else: npm run generate)', () => {
  const made = sandboxBundles();
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(made).toSorted());
  for (const [name, text] of Object.entries(made)) {
    expect({ name, isCurrent: readFileSync(join(folder, name), 'utf8') === text }).toEqual({
      name,
      isCurrent: true,
    });
  }
});

test('every bundle is strict by itself', () => {
  const sloppy = Object.entries(sandboxBundles()).filter(([name, text]) => {
    const first = text.split('\n').find((line) => !/^\(.*=> \{$|^\/\//.test(line));
    return !name.endsWith('.mjs') && first !== '"use strict";';
  });
  expect(sloppy.map(([name]) => name)).toEqual([]);
});
