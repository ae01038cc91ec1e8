import { closeSync, openSync } from 'node:fs';
import { createSandbox, type ProgramInput } from '../index.ts';

/** To be run with few descriptors: what a sandbox says while there are none left, and once there are again. */
const program: ProgramInput = {
  lang: 'ts',
  code: 'export function solution(n: number): number { return n; }',
  cases: [{ args: [1], expected: 1 }],
};
const sandbox = await createSandbox({ reuse: 'clean' });
const fresh = await createSandbox({ reuse: 'never' });
const taken: number[] = [];
try {
  for (;;) taken.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const starved = [await codeOf(sandbox), await codeOf(fresh)];
for (const descriptor of taken) closeSync(descriptor);
const { status } = await sandbox.run(program);
await sandbox[Symbol.asyncDispose]();
await fresh[Symbol.asyncDispose]();
process.stdout.write(JSON.stringify({ starved, fed: status }));

async function codeOf(starving: typeof sandbox): Promise<unknown> {
  return starving.run(program).then(
    (verdict) => verdict.status,
    (error: { code?: unknown }) => error.code ?? error,
  );
}
