import { expect, test } from 'vitest';
import { assetPath, packageRoot } from '../contract/package-files.ts';
import { dependenciesDigest, installRoot, lockfilePath, sourceDigest } from './installation.ts';

test('in the repository the code that runs is its sources, and what is bundled beforehand', () => {
  const { location, files } = sourceDigest();
  expect(location).toBe('harness sandbox');
  expect(files).toBeGreaterThan(200);
});

test('the lockfile is the nearest upwards, and what it installed lies beside it', () => {
  expect(lockfilePath()).toBe(assetPath('package-lock.json'));
  expect(installRoot).toBe(packageRoot);
});

test('without a lockfile the installed versions stand in for it: every package that Hermes runs with, once', () => {
  const { packages, sha256 } = dependenciesDigest();
  expect(packages).toBeGreaterThan(100);
  expect(dependenciesDigest().sha256).toBe(sha256);
});
