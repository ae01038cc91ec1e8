import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { builtInModels, ModelEntry } from '../../contract/config.ts';
import { flipOneByte, repositoryRoot } from '../../testing/cli.ts';
import { checkModel, checkModels } from './check-models.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hermes-doctor-'));
  cpSync(join(repositoryRoot, 'fixtures/hub'), join(folder, 'hub'), { recursive: true });
  const [embedded, own] = ['models--hermes-harness--nano', 'models--me--mine'].map((name) =>
    join(folder, 'hub', name),
  );
  cpSync(embedded ?? '', own ?? '', { recursive: true });
  cpSync(join(repositoryRoot, 'hermes.lock.json'), join(folder, 'hermes.lock.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const nano = ModelEntry.parse(builtInModels['nano']);

function modelFinding(options: { ref?: string | undefined; lock?: string | undefined } = {}) {
  return checkModel({
    model: { ...nano, ref: options.ref ?? nano.ref },
    cacheDirs: [join(folder, 'hub')],
    lockPath: join(folder, options.lock ?? 'hermes.lock.json'),
  });
}

describe('the model of the config', () => {
  test('is well when cache and lock agree', async () => {
    expect(await modelFinding()).toMatchObject({ status: 'ok', fix: '' });
  });

  test('needs no lock of the project when it ships with the package', async () => {
    expect(await modelFinding({ lock: 'missing.json' })).toMatchObject({ status: 'ok' });
  });

  test('fails when there is no lock to name it, with the command that writes one', async () => {
    const finding = await modelFinding({ ref: 'me/mine:q8_0', lock: 'missing.json' });
    expect(finding).toMatchObject({ status: 'fail', fix: expect.stringContaining('cache lock') });
  });

  test('fails when the lock does not name it', async () => {
    const finding = await modelFinding({ ref: 'me/mine:q8_0' });
    expect(finding).toMatchObject({ status: 'fail', fix: expect.stringContaining('cache lock') });
    expect(finding.detail).toContain('me/mine');
  });

  test('fails when one byte of its file differs', async () => {
    const file =
      'models--hermes-harness--nano/snapshots/c7821ba9ccbee7afa502557a3197929a35f02341/nano-q8_0.gguf';
    flipOneByte(join(folder, 'hub', file));
    const finding = await modelFinding();
    expect(finding).toMatchObject({ status: 'fail' });
    expect(finding.detail).toContain('nano-q8_0.gguf');
  });

  test('fails when it is in no cache, with the command that fetches it', async () => {
    const finding = await modelFinding({ ref: 'org/absent:q4_k_m' });
    expect(finding).toMatchObject({ status: 'fail', fix: expect.stringContaining('cache pull') });
    expect(finding.detail).toContain('org/absent');
  });
});

test('the devices are planned for the model that was found, with the reason', async () => {
  const findings = await checkModels({
    model: nano,
    cacheDirs: [join(folder, 'hub')],
    lockPath: join(folder, 'hermes.lock.json'),
    profile: 'repeatable',
  });
  expect(findings.map(({ name, status }) => `${name} ${status}`)).toEqual(['model ok', 'devices ok']);
  expect(findings[1]?.detail).toMatch(/^\d+ workers on \w+/);
});
