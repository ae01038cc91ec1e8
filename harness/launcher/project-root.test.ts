import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configFileIn, findProjectRoot } from './project-root.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'hermes root ü-'));
  mkdirSync(join(top, 'packages/a/src'), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true }));
const write = (path: string) => writeFileSync(join(top, path), '{}');

test('a subdirectory belongs to the nearest folder upwards with a config, also past a package of its own', () => {
  write('hermes.config.mjs');
  write('packages/a/package.json');
  const config = join(top, 'hermes.config.mjs');
  expect(findProjectRoot(join(top, 'packages/a/src'))).toEqual({ root: top, config });
  write('packages/a/hermes.config.json');
  expect(findProjectRoot(join(top, 'packages/a/src')).root).toBe(join(top, 'packages/a'));
});

test('without a config the nearest package is the project, and without a package the folder itself', () => {
  const inside = join(top, 'packages/a/src');
  expect(findProjectRoot(inside)).toEqual({ root: inside, config: null });
  write('package.json');
  write('packages/a/package.json');
  expect(findProjectRoot(inside)).toEqual({ root: join(top, 'packages/a'), config: null });
});

test('TypeScript is looked for before JavaScript, and both before JSON', () => {
  const found = [];
  for (const ending of ['json', 'mjs', 'js', 'mts', 'ts']) {
    write(`hermes.config.${ending}`);
    found.push(configFileIn(top));
  }
  expect(found).toEqual(
    ['json', 'mjs', 'js', 'mts', 'ts'].map((ending) => join(top, `hermes.config.${ending}`)),
  );
});
