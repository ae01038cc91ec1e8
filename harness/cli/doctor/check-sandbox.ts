import { textOf } from '../../contract/errors.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts';
import { loadEscapes, selfCheck } from '../../../sandbox/self-check/index.ts';
import { type Finding, well } from './finding.ts';

/**
 * Judges one right, one wrong and one endless program, tries the escapes that a sandbox built in a wrong way lets out, and tells which layers
 * were live.
 */
export async function checkSandbox(corpusFolder: string): Promise<Finding> {
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
    if (got !== 'passed, failed, timed-out') return bad(`wanted passed, failed, timed-out; got ${got}`);
    const escaped = await escapes(sandbox, corpusFolder);
    if (escaped.length > 0) return bad(`programs got out: ${escaped.join(', ')}`);
    return well('sandbox', `judges right, nothing escapes; ${layers}`);
  } catch (error) {
    return {
      name: 'sandbox',
      status: 'fail',
      detail: textOf(error),
      fix: 'see the message; npm ci may mend the addon.',
    };
  }
}

async function escapes(sandbox: Sandbox, corpusFolder: string): Promise<string[]> {
  const report = await selfCheck(sandbox, await loadEscapes(corpusFolder));
  return report.misses.map(({ id }) => id);
}

function bad(detail: string): Finding {
  return {
    name: 'sandbox',
    status: 'fail',
    detail,
    fix: 'run hermes doctor --sandbox for all that is wrong.',
  };
}
