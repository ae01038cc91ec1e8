import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyRun } from './verify-run.ts';

// What verify finds in real run directories is tested in harness/cli/run.acceptance.test.ts.
test('a folder without a manifest is refused with what to give instead', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-verify-'));
  try {
    expect(() => verifyRun(folder)).toThrow(/HERMES_RUN_VERIFY_INPUT.*manifest\.json.*hermes-runs\/latest/s);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
