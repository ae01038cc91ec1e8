import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { probeKernelLevel } from '../launch/kernel-level.ts';
import { createPrivateDirectory, removeStale } from '../launch/private-directory.ts';
import { processesUsing } from '../launch/residue.ts';

const kernel = await probeKernelLevel();
const at = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** A launcher that starts a run host, which starts a model worker and a sandbox; every one then burns its core or waits. */
function launcher(directory: string, namespace: boolean): string {
  return `
    import { writeFileSync } from 'node:fs'; import { once } from 'node:events';
    import { createPrivateDirectory } from ${at('../launch/private-directory.ts')};
    import { sealedLaunch } from ${at('./sealed-launch.ts')};
    import { spawnNode } from ${at('../launch/launch.ts')};
    const own = await createPrivateDirectory(${JSON.stringify(directory)});
    const busy = own.path + '/busy.mjs', host = own.path + '/host.mjs';
    writeFileSync(busy, "process.send('up'); for (;;) {}");
    const policy = { role: 'run-host', socketPrefixes: [own.path], ledgerDir: null, mayStartChildren: true, useNock: true,
      canaries: null, runStartMs: Date.now() };
    writeFileSync(host, \`
      import { once } from 'node:events';
      import { sealedLaunch } from ${at('./sealed-launch.ts')};
      import { spawnNode } from ${at('../launch/launch.ts')};
      const policy = \${JSON.stringify(policy)};
      for (const role of ['model-worker', 'sandbox']) {
        const launch = sealedLaunch({ ...policy, role, useNock: false }, { namespace: ${namespace}, env: { RUN: ${JSON.stringify(directory)} } });
        await once(spawnNode(launch, { path: \${JSON.stringify(busy)}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }), 'message');
      }
      process.send('up'); setInterval(() => {}, 1000);\`);
    const launch = sealedLaunch(policy, { namespace: ${namespace}, env: { RUN: ${JSON.stringify(directory)} } });
    const child = spawnNode(launch, { path: host, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(child, 'message');
    console.log(JSON.stringify({ own: own.path, host: child.pid })); setInterval(() => {}, 1000);`;
}

const levels: ['process' | 'kernel', boolean][] = [
  ['process', false],
  ...(kernel.level === 'kernel' ? [['kernel', true] as ['kernel', boolean]] : []),
];

async function startRun(
  directory: string,
  namespace: boolean,
): Promise<{ child: ChildProcess; own: string; host: number }> {
  const program = `${directory}/launcher.mjs`;
  writeFileSync(program, launcher(directory, namespace));
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { RUN: directory, PATH: process.env['PATH'] ?? '' },
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { own: string; host: number }) };
}

test.each(levels)(
  'after a SIGKILL of the launcher at level %s nothing of the run is alive, and the next start removes its directory',
  async (_level, namespace) => {
    await using directory = await createPrivateDirectory();
    const { child, own } = await startRun(directory.path, namespace);
    expect(processesUsing(directory.path)).toHaveLength(4);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => processesUsing(directory.path), { timeout: 2000 }).toEqual([]);
    expect(existsSync(own)).toBe(true);
    expect(removeStale(directory.path)).toEqual([own]);
    expect(existsSync(own)).toBe(false);
  },
);

test.each(levels)(
  'after a SIGKILL of the run host at level %s only the launcher is alive',
  async (_level, namespace) => {
    await using directory = await createPrivateDirectory();
    const { child, host } = await startRun(directory.path, namespace);
    process.kill(host, 'SIGKILL');
    await expect.poll(() => processesUsing(directory.path), { timeout: 2000 }).toEqual([child.pid]);
    child.kill('SIGKILL');
    await once(child, 'exit');
  },
);
