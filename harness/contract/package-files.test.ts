import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assetPath, codeRoot, entryPath, packageRoot, packageVersion } from './package-files.ts';

test('from source, code and data lie in the repository', () => {
  expect(codeRoot).toBe(packageRoot);
  expect(JSON.parse(readFileSync(assetPath('package.json'), 'utf8'))).toMatchObject({
    name: 'hermes-harness',
    version: packageVersion(),
  });
});

test('every process of ours starts from a file that exists', () => {
  for (const name of ['run-host', 'agent', 'model-worker', 'device-probe'] as const) {
    expect(existsSync(entryPath(name)), name).toBe(true);
  }
});
