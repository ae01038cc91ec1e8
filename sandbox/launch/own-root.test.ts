import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownRootPrefix, probeOwnRoot } from './own-root.ts';

const grant = await probeOwnRoot();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-root-'));
  mkdirSync(join(folder, 'package/fixtures/hub'), { recursive: true });
  for (const name of [
    'package/code.js',
    'package/fixtures/tasks.jsonl',
    'package/fixtures/hub/model.gguf',
    'project.txt',
  ]) {
    writeFileSync(join(folder, name), name);
  }
  mkdirSync(join(folder, 'at'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files below the test's folder that a process with this root of its own finds. */
function found(hidden: string[]): string[] {
  const root = {
    at: join(folder, 'at'),
    readOnly: [join(folder, 'package'), '/usr/bin/find'],
    writable: [],
    hidden,
  };
  const [command = '', ...args] = ownRootPrefix(root);
  const listed = execFileSync(command, [...args, '/usr/bin/find', folder, '-type', 'f'], {
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((line) => line !== '')
    .map((path) => path.slice(folder.length + 1))
    .toSorted();
}

test.runIf(grant.isGranted)(
  'a process with a root of its own finds what is shown and nothing beside it',
  () => {
    expect(found([])).toEqual([
      'package/code.js',
      'package/fixtures/hub/model.gguf',
      'package/fixtures/tasks.jsonl',
    ]);
  },
);

test.runIf(grant.isGranted)('what is hidden may lie in a folder that is hidden as well', () => {
  expect(found([join(folder, 'package/fixtures'), join(folder, 'package/fixtures/hub')])).toEqual([
    'package/code.js',
  ]);
});

test.runIf(grant.isGranted)(
  'files that cannot be put into a root are a reason, not a failed start',
  async () => {
    const unusable = join(folder, 'two\nlines');
    mkdirSync(unusable);
    expect(await probeOwnRoot({ readOnly: [join(folder, 'package')], hidden: [] })).toMatchObject({
      isGranted: true,
    });
    const refused = await probeOwnRoot({ readOnly: [unusable], hidden: [] });
    expect(refused).toMatchObject({ isGranted: false, reason: expect.stringContaining('refused') });
  },
);
