import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheDirs, embeddedCacheDir } from './cache-dirs.ts';

test('The directories come in the order config, HF_HUB_CACHE, HF_HOME, TRANSFORMERS_CACHE, project, home, embedded.', () => {
  const env = { HF_HUB_CACHE: '/b', HF_HOME: '/c', TRANSFORMERS_CACHE: '/d', HOME: '/home/x' };
  expect(cacheDirs({ configDir: '/a', env, projectRoot: '/p' })).toEqual([
    '/a',
    '/b',
    '/c/hub',
    '/d',
    '/p/.hf/hub',
    '/home/x/.cache/huggingface/hub',
    embeddedCacheDir(),
  ]);
});

test('Empty variables count as unset, relative paths are relative to the project, repetitions are dropped.', () => {
  const env = { HF_HUB_CACHE: '', HF_HOME: '.hf' };
  expect(cacheDirs({ configDir: undefined, env, projectRoot: '/p' })).toEqual([
    '/p/.hf/hub',
    embeddedCacheDir(),
  ]);
});

test('The embedded directory lies in the package, not in the project that uses it.', () => {
  expect(embeddedCacheDir()).toBe(join(process.cwd(), 'fixtures', 'hub'));
});
