import { existsSync, readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { childEnvironment } from '../../../sandbox/launch/index.ts';
import { measureFreeCores } from '../../pool/measure-free-cores.ts';
import { type Finding, well } from './finding.ts';

const leastMemoryMiB = 1_024;

/** Node, native addons, memory and cores. */
export async function checkRuntime(): Promise<Finding[]> {
  return [
    checkNode(),
    ...['isolated-vm', 'node-llama-cpp'].map((name) => checkAddon(name)),
    checkMemory(),
    await checkCores(),
  ];
}

/** Whether this is the Node that results are pinned to. */
export function checkNode({ node, modules }: { node: string; modules: string } = process.versions): Finding {
  const major = Number(node.split('.')[0]);
  const detail = `${node}, ABI ${modules}`;
  if (major === 24) return well('node', detail);
  return {
    name: 'node',
    status: major > 24 ? 'warn' : 'fail',
    detail: `${detail}; results are pinned to Node 24`,
    fix: 'start Hermes by npx hermes, which takes the Node that npm ci installed.',
  };
}

/** Whether a native addon loads: in a process of its own, because one that does not fit must not end the doctor. */
export function checkAddon(name: string): Finding {
  const require = createRequire(import.meta.url);
  const folder = packageFolder(require.resolve(name));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const script = `import(${JSON.stringify(name)}).then(() => process.exit(0), (e) => { console.error(e.message); process.exit(1); })`;
  const tried = spawnSync(process.execPath, ['--no-node-snapshot', '--input-type=module', '-e', script], {
    cwd: dirname(folder),
    env: childEnvironment(),
    encoding: 'utf8',
    timeout: 30_000,
  });
  return tried.status === 0
    ? well(name, `${version} loads`)
    : {
        name,
        status: 'fail',
        detail: `${version} does not load: ${tried.stderr.trim().slice(0, 300)}`,
        fix: 'run npm ci with Node 24; on macOS x64 isolated-vm has no prebuilt binary and needs a compiler.',
      };
}

function packageFolder(file: string): string {
  const folder = dirname(file);
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(folder);
}

function checkMemory(): Finding {
  const freeMiB = Math.round(availableMiB());
  const detail = `${freeMiB} of ${Math.round(totalmem() / 1_048_576)} MiB available`;
  return freeMiB >= leastMemoryMiB
    ? well('memory', detail)
    : { name: 'memory', status: 'warn', detail, fix: 'free some memory, or run with --workers 1.' };
}

function availableMiB(): number {
  const meminfo = existsSync('/proc/meminfo') ? readFileSync('/proc/meminfo', 'utf8') : '';
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1];
  return kib === undefined ? freemem() / 1_048_576 : Number(kib) / 1_024;
}

async function checkCores(): Promise<Finding> {
  const free = await measureFreeCores();
  return free >= 0.8
    ? well('free cores', `${free.toFixed(2)} measured`)
    : {
        name: 'free cores',
        status: 'warn',
        detail: `${free.toFixed(2)} measured: other work is running`,
        fix: 'stop it, or expect slow runs: llama.cpp threads on a shared core are 10 to 60 times slower.',
      };
}
