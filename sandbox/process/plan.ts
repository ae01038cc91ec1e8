import type { Levels } from '../verdict.ts';
import { bundleEntry } from './bundle.ts';
import type { CompileTools } from './compile.ts';
import type { ProcessPlan } from './confined-process.ts';
import { defaultLaunch } from '../launch/default-launch.ts';
import { createGauge } from './gauge.ts';
import type { Launch } from '../launch/launch.ts';
import { findNativeParts } from './tools.ts';

const longestStartMs = 30_000;

/** Everything that confined processes of one sandbox are started with; disposing removes the private entry file. */
export interface Plan extends ProcessPlan, AsyncDisposable {
  compiler: CompileTools;
  /** Versions of everything that executes or judges. */
  engine: Record<string, string>;
}

/** Finds the native parts, bundles the entry and decides how processes are started. Throws SandboxError HERMES_SANDBOX_PARTS. */
export async function planProcesses(levels: Partial<Levels>, launch?: Launch): Promise<Plan> {
  const parts = findNativeParts();
  const entry = await bundleEntry(parts.esbuildPath);
  const gauge = createGauge();
  const own = defaultLaunch(levels);
  return {
    launch: launch ?? own,
    entryPath: entry.path,
    addonPath: parts.addonPath,
    paranoid: levels.engine === 'paranoid',
    permission: levels.permissions !== false,
    gauge,
    startMs: longestStartMs,
    compiler: { esbuildPath: parts.esbuildPath, prefix: own.prefix, gauge },
    engine: engineVersions(parts.versions),
    [Symbol.asyncDispose]: async () => entry[Symbol.asyncDispose](),
  };
}

function engineVersions(versions: { isolatedVm: string; esbuild: string }): Record<string, string> {
  const { node, v8, icu, tz } = process.versions;
  return { node, v8, icu: icu ?? 'none', tz: tz ?? 'none', ...versions };
}
