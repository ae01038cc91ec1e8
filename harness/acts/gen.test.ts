import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actsSchemaHash } from './schema.ts';

const here = import.meta.dirname;

test('the committed code is what acts.proto generates today, offline', () => {
  const out = mkdtempSync(join(tmpdir(), 'acts-gen-'));
  try {
    const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
    execFileSync(process.execPath, [buf, 'generate', '--output', out], { cwd: here, stdio: 'pipe' });
    const names = readdirSync(join(out, 'gen'));
    expect(readdirSync(join(here, 'gen'))).toEqual(names);
    for (const name of names) {
      const committed = readFileSync(join(here, 'gen', name), 'utf8');
      expect(committed).toBe(readFileSync(join(out, 'gen', name), 'utf8'));
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test('the schema hash changes only with the schema: whoever changes acts.proto changes this line and thinks of older agents', () => {
  expect(actsSchemaHash).toBe('255022298dfc08a99774a1c99bc312eafad65346ce33508b89671af5f5721bd3');
});
