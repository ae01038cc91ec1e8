import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, findTypeChecker, type ProgramInput, type Sandbox } from '../index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const test1 = "const assert = require('node:assert'); assert.deepEqual(twice(2), 4);";
const program = (code: string, typeCheck = true): ProgramInput => ({
  lang: 'ts',
  code,
  entryPoint: 'twice',
  test: test1,
  typeCheck,
});

test('a program of wrong types runs unchecked, and is errored with the line of the compiler where types are checked', async () => {
  const wrong = 'function twice(n: number): string {\n  return (2 * n);\n}';
  const unchecked = await sandbox.run(program(wrong, false));
  expect(unchecked).toMatchObject({ status: 'passed' });
  expect(unchecked.engine).not.toHaveProperty('typescript');
  expect(await sandbox.run(program(wrong))).toMatchObject({
    status: 'errored',
    error: {
      name: 'TypeCheckError',
      message: "program.ts(2,3): error TS2322: Type 'number' is not assignable to type 'string'.",
    },
    engine: { typescript: findTypeChecker()?.version },
  });
});

test('a program of right types passes, also with what every program has: require, module, console', async () => {
  const right =
    'function twice(n: number): number {\n  console.log(n);\n  return 2 * n;\n}\nmodule.exports = { twice };';
  expect(await sandbox.run(program(right))).toMatchObject({ status: 'passed' });
});

test('types of the program and of its test are checked together', async () => {
  const narrow = 'function twice(n: "2"): any { return 4; }';
  expect(await sandbox.run(program(narrow))).toMatchObject({
    error: {
      name: 'TypeCheckError',
      message: expect.stringMatching(/^program\.ts\(\d+,\d+\): error TS2345/),
    },
  });
});

test('what a program names by path or imports is not read, and nothing is left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-test-types-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const nosy = `/// <reference path="/etc/passwd" />\nimport secret from '/etc/hostname.json';\nfunction twice(n: number) { return 2 * n; }`;
    const verdict = await sandbox.run(program(nosy));
    expect(JSON.stringify(verdict)).not.toMatch(/root:|\/bin\//);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true });
  }
});
