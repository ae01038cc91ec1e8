import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { probeKernelLevel } from './namespace.ts';
import { createPrivateDirectory, processesUsing, removeStale } from './run-directory.ts';

const kernel = await probeKernelLevel();
const at = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** A launcher that starts a run host, which starts a model worker and a sandbox; every one then burns its core or waits. */
function launcher(directory: string, namespace: boolean): string {
  return `
    import { writeFileSync } from 'node:fs'; import { once } from 'node:events';
    import { createPrivateDirectory } from ${at('./run-directory.ts')};
    import { sealedLaunch } from ${at('./sealed-launch.ts')};
    import { spawnNode } from ${at('../process/launch.ts')};
    const own = await createPrivateDirectory();
    const busy = own.path + '/busy.mjs', host = own.path + '/host.mjs';
    writeFileSync(busy, "process.send('up'); for (;;) {}");
    const policy = { role: 'run-host', socketPrefixes: [own.path], ledgerDir: null, mayStartChildren: true, useNock: true,
      canaries: null, runStartMs: Date.now() };
    writeFileSync(host, \`
      import { once } from 'node:events';
      import { sealedLaunch } from ${at('./sealed-launch.ts')};
      import { spawnNode } from ${at('../process/launch.ts')};
      const policy = \${JSON.stringify(policy)};
      for (const role of ['model-worker', 'sandbox']) {
        const launch = sealedLaunch({ ...policy, role, useNock: false }, { namespace: ${namespace}, env: { RUN: ${JSON.stringify(directory)} } });
        await once(spawnNode(launch, { path: \${JSON.stringify(busy)}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }), 'message');
      }
      process.send('up'); setInterval(() => {}, 1000);\`);
    const launch = sealedLaunch(policy, { namespace: ${namespace}, env: { RUN: ${JSON.stringify(directory)} } });
    await once(spawnNode(launch, { path: host, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }), 'message');
    console.log(own.path); setInterval(() => {}, 1000);`;
}

test.each([
  ['process', false],
  ['kernel', true],
])(
  'after a SIGKILL of the launcher at level %s nothing of the run is alive, and the next start removes its directory',
  async (_level, namespace) => {
    if (namespace && kernel.level !== 'kernel') return;
    await using directory = await createPrivateDirectory();
    const program = `${directory.path}/launcher.mjs`;
    writeFileSync(program, launcher(directory.path, namespace));
    const child: ChildProcess = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { RUN: directory.path, PATH: process.env['PATH'] ?? '' },
    });
    const [own] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const path = own.toString().trim();
    expect(processesUsing(directory.path)).toHaveLength(4);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => processesUsing(directory.path), { timeout: 2000 }).toEqual([]);
    expect(existsSync(path)).toBe(true);
    expect(removeStale()).toContain(path);
    expect(readdirSync(tmpdir())).not.toContain(path.split('/').at(-1));
  },
);
