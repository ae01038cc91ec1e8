import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { loadConfig as loadConfigOf } from './load-config.ts';
import { openProject } from './open-project.ts';

// One process evaluates the files of all tests: each is a file of its own.
const project = openProject();
afterAll(() => project[Symbol.asyncDispose]());
const loadConfig = (options: Parameters<typeof loadConfigOf>[0]) => loadConfigOf({ project, ...options });

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'hermes-config-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true }));

const writeConfig = (body: string) =>
  writeFileSync(join(projectRoot, 'hermes.config.ts'), `export default ${body};\n`);

describe('loadConfig()', () => {
  test('needs no config file and then uses the embedded model', async () => {
    const { config, model, path } = await loadConfig({ projectRoot, env: {} });
    expect(path).toBeNull();
    expect(config).toMatchObject({ seed: 42, model: 'nano', hermetic: true, workers: 'auto' });
    expect(model).toMatchObject({ profile: 'compact', contextSize: 512 });
  });

  test('lays variables over the file and flags over both', async () => {
    writeConfig('{ seed: 1, workers: 3, out: "a" }');
    const { config } = await loadConfig({
      projectRoot,
      env: { HERMES_SEED: '2', HERMES_WORKERS: '1' },
      overrides: { seed: 3 },
    });
    expect(config).toMatchObject({ seed: 3, workers: 1, out: 'a' });
  });

  test.each(['ts', 'mjs'])('names file and line of a syntax error in hermes.config.%s', async (ending) => {
    const path = join(projectRoot, `hermes.config.${ending}`);
    writeFileSync(path, 'export default {\n  seed: 1,\n  workers: = 3,\n};\n');
    const { exitCode, stderr } = await runCli(['cache', 'list'], { cwd: projectRoot });
    expect(stderr).toContain(`(${path}:3)`);
    expect(exitCode).toBe(2);
  });

  test.each([
    ['ts', 'export default { seed: 7 } satisfies object;'],
    ['mts', 'export default { seed: 7 } satisfies object;'],
    ['mjs', 'export default { seed: 7 };'],
    ['js', 'module.exports = { seed: 7 };'],
    ['json', '{ "seed": 7 }'],
  ])('reads hermes.config.%s', async (ending, text) => {
    const path = join(projectRoot, `hermes.config.${ending}`);
    writeFileSync(path, text);
    expect(await loadConfig({ projectRoot, env: {} })).toMatchObject({ path, config: { seed: 7 } });
  });

  test('names the nearest key for an unknown one', async () => {
    writeConfig('{ sede: 1 }');
    await expect(loadConfig({ projectRoot, env: {} })).rejects.toThrow(
      /HERMES_CONFIG_UNKNOWN_KEY.*'sede'.*did you mean 'seed'/,
    );
  });

  test('names the nearest key inside a nested object too', async () => {
    writeConfig('{ sandbox: { cpuMS: 1 } }');
    await expect(loadConfig({ projectRoot, env: {} })).rejects.toThrow(/sandbox\.cpuMS.*'cpuMs'/);
  });

  test('names the nearest model for an unknown one', async () => {
    await expect(loadConfig({ projectRoot, env: { HERMES_MODEL: 'nanno' } })).rejects.toThrow(
      /HERMES_CONFIG_UNKNOWN_MODEL.*did you mean 'nano'/,
    );
  });

  test('takes org/name as a model without an entry', async () => {
    const { model } = await loadConfig({ projectRoot, env: {}, overrides: { model: 'org/name:q4_k_m' } });
    expect(model).toMatchObject({ ref: 'org/name:q4_k_m', profile: 'standard' });
  });

  test('refuses a variable that is not a number', async () => {
    await expect(loadConfig({ projectRoot, env: { HERMES_SEED: 'abc' } })).rejects.toThrow(
      /HERMES_SEED.*"abc"/,
    );
  });

  test('refuses a draft under HERMES_HERMETIC=1, also by its flag', async () => {
    writeConfig('{}');
    await expect(
      loadConfig({ projectRoot, env: { HERMES_HERMETIC: '1' }, overrides: { draft: true } }),
    ).rejects.toThrow(/HERMES_CONFIG_RELAXED.*draft: true.*--draft/);
  });

  test('refuses hermetic: false under HERMES_HERMETIC=1', async () => {
    writeConfig('{ hermetic: false }');
    await expect(loadConfig({ projectRoot, env: { HERMES_HERMETIC: '1' } })).rejects.toThrow(
      /HERMES_CONFIG_RELAXED/,
    );
    await expect(loadConfig({ projectRoot, env: {} })).resolves.toBeDefined();
  });

  test('refuses repair rounds for prompts that have no place for failing tests', async () => {
    await expect(loadConfig({ projectRoot, env: {}, overrides: { maxRounds: 1 } })).rejects.toThrow(
      /HERMES_CONFIG_INVALID.*maxRounds is 1.*--profile standard/,
    );
  });

  test('says which file could not be loaded', async () => {
    writeConfig('{ seed: ');
    await expect(loadConfig({ projectRoot, env: {} })).rejects.toThrow(
      /HERMES_CONFIG_LOAD.*hermes\.config\.ts/,
    );
  });
});
