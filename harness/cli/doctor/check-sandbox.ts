import { textOf } from '../../contract/errors.ts';
import { createSandbox } from '../../../sandbox/index.ts';
import { type Finding, well } from './finding.ts';

/** Judges one right, one wrong and one endless program, and tells which layers were live. */
export async function checkSandbox(): Promise<Finding> {
  try {
    await using sandbox = await createSandbox({ workers: 1 });
    const cases = [{ args: [2], expected: 4 }];
    const right = await sandbox.run({ code: 'function solution(n) { return n * n; }', cases });
    const wrong = await sandbox.run({ code: 'function solution(n) { return n; }', cases });
    const endless = await sandbox.run({
      code: 'function solution() { for (;;); }',
      cases,
      limits: { cpuMs: 200, wallMs: 2_000 },
    });
    const got = [right, wrong, endless].map(({ status }) => status).join(', ');
    const { permissions, network, parentDeath } = right.levels;
    const layers = `permissions ${permissions ? 'on' : 'OFF'}, network ${network}, parent death ${parentDeath ? 'on' : 'OFF'}`;
    if (got === 'passed, failed, timed-out') return well('sandbox', `judges right; ${layers}`);
    return {
      name: 'sandbox',
      status: 'fail',
      detail: `wanted passed, failed, timed-out; got ${got}`,
      fix: 'run hermes doctor --sandbox for all that is wrong.',
    };
  } catch (error) {
    return {
      name: 'sandbox',
      status: 'fail',
      detail: textOf(error),
      fix: 'see the message; npm ci may mend the addon.',
    };
  }
}
