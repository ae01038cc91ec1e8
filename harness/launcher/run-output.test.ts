import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatherEvidence } from '../record/evidence.ts';
import { smallRun } from '../record/testing/small-run.ts';
import type { Conclusion } from './conclude-run.ts';
import { finalLines, runJson } from './run-output.ts';

function conclusion(): Conclusion {
  const root = mkdtempSync(join(tmpdir(), 'hermes-output-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const { started, facts } = smallRun(root);
  const { evidence } = gatherEvidence(started, facts);
  return { runDir: started.init.runDir, manifest: { ...evidence, files: [] }, summary: facts.summary };
}

test('finalLines() end with the exit code and why', () => {
  const { manifest, ...rest } = conclusion();
  const ending = { exitCode: 1, reason: '1 of 1 gates missed' };
  const lines = finalLines({ ...rest, manifest: { ...manifest, ending } });
  expect(lines.at(-1)).toBe('exit 1: 1 of 1 gates missed');
  expect(lines.join('\n')).toContain(`results digest      ${manifest.digests.results}`);
  expect(lines.join('\n')).toContain('9 attempts (9 by programs, 0 by us), seal level kernel');
  expect(lines.find((line) => line.startsWith('report'))).toMatch(/run[\\/]report\.html$/);
});

test('finalLines() end with one line, whatever the reason holds', () => {
  const { manifest, ...rest } = conclusion();
  const ending = { exitCode: 3, reason: 'first: coder a\n::error::taken' };
  const lines = finalLines({ ...rest, manifest: { ...manifest, ending } });
  expect(lines.at(-1)).toBe(String.raw`exit 3: first: coder a \u{3A}:error::taken`);
});

test('finalLines() name the tasks that were left out', () => {
  const { summary, ...rest } = conclusion();
  const tasks = Array.from({ length: 7 }, (_, index) => ({
    taskId: `t${index}\n::error::`,
    reason: 'fails',
  }));
  const lines = finalLines({ ...rest, summary: { ...summary, leftOut: { coder: tasks } } });
  expect(lines[0]).toMatch(/^left out +7 of coder, .*: t0 .*, t4 .* and 2 more$/);
});

test('finalLines() say what the embedded model knows where it hardly ever answers, and nothing where it does', () => {
  const { summary, manifest, runDir } = conclusion();
  const model = { profile: 'compact' as const, contextSize: 512, grammar: false };
  const parameters = { ...manifest.parameters, model };
  const withPassed = (passed: number) => {
    const suites = summary.suites.map((suite) => ({
      ...suite,
      samples: 8,
      outcomes: { ...suite.outcomes, passed, failed: 8 - passed },
    }));
    return finalLines({
      runDir,
      manifest: { ...manifest, parameters },
      summary: { ...summary, suites },
    }).join('\n');
  };
  expect(withPassed(0)).toMatch(
    /! small: 0 of 8 passed\. The embedded model .* take another model with --model/,
  );
  expect(withPassed(1)).not.toContain('embedded model');
});

test('runJson() says on what digests and why the run ended, with every metric and gate', () => {
  const ended = conclusion();
  expect(JSON.parse(JSON.stringify(runJson(ended)))).toMatchObject({
    runId: 'run',
    runDigest: ended.manifest.digests.run,
    determinismClass: 'D2',
    exitCode: 0,
    reason: 'all 1 gates met; partial run: 6 of 8 samples, 1 of 1 gates',
    hermeticity: { level: 'kernel', refused: 9, refusedOurs: 0 },
    suites: [
      {
        name: 'small',
        outcomes: { passed: 3, failed: 3 },
        metrics: { pass_at_1: { value: 0.5, n: 3 } },
        gates: [{ metric: 'pass_at_1', ok: true }],
      },
    ],
  });
});
