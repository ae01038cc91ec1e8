import { expect, test } from 'vitest';
import { addPlugin } from './add-plugin.ts';

const head = "import { hermes } from 'hermes-harness/vitest';\n";

test.each([
  [
    'no plugins',
    'export default defineConfig({ test: {} });',
    'export default defineConfig({\n  plugins: [hermes()], test: {} });',
  ],
  [
    'plugins',
    'export default defineConfig({ plugins: [vue()] });',
    'export default defineConfig({ plugins: [hermes(), vue()] });',
  ],
  ['an empty list', 'export default { plugins: [ ] };', 'export default { plugins: [hermes() ] };'],
])('adds the plugin to a config with %s', (_name, before, after) => {
  expect(addPlugin(before)).toBe(head + after);
});

test('keeps lines that must stay first', () => {
  const first = '/// <reference types="vitest" />\n';
  expect(addPlugin(`${first}export default defineConfig({});`)).toMatch(/^\/\/\/ .*\nimport \{ hermes \}/);
});

test.each([
  ['a function', 'export default defineConfig(() => ({ plugins: [] }));'],
  ['two objects', 'const a = defineConfig({}); export default defineConfig({});'],
  ['plugins made elsewhere', 'const plugins = []; export default defineConfig({ plugins });'],
  ['two lists of plugins', 'export default { plugins: [], test: { projects: [{ plugins: [] }] } };'],
  ['CommonJS', "const { defineConfig } = require('vitest/config'); export default defineConfig({});"],
])('leaves a config with %s to its author', (_name, source) => {
  expect(addPlugin(source)).toBeNull();
});
