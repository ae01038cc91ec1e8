import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assetPath, packageRoot } from '../contract/package-files.ts';
import { describeInstallation, installRoot } from './installation.ts';

test('the source of a run is what its processes can load and what is bundled beforehand: no test, no verb, no report', () => {
  const { files } = describeInstallation().source;
  for (const part of [
    'harness/run/run-task.ts',
    'harness/agents/coder.ts',
    'harness/pool/worker/load-engine.ts',
    'sandbox/gen/realm.js',
  ])
    expect(files).toContain(part);
  expect(files.filter((name) => /\.test\.ts$|^harness\/cli\/|^reports\//.test(name))).toEqual([]);
  expect(installRoot).toBe(packageRoot);
});

test('dependencies are the versions of what that source imports and of what those need: no development tool', () => {
  const { packages, sha256 } = describeInstallation().dependencies;
  expect(packages).toBeGreaterThan(30);
  expect(packages).toBeLessThan(Object.keys(lockedPackages()).length / 2);
  expect(describeInstallation().dependencies.sha256).toBe(sha256);
});

function lockedPackages(): object {
  const text = readFileSync(assetPath('package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: object }).packages;
}
