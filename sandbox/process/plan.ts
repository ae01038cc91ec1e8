import type { Levels } from '../verdict.ts';
import type { CompileTools } from './compile.ts';
import type { ProcessPlan } from './confined-process.ts';
import { genPath } from '../gen-files.ts';
import { defaultLaunch } from '../launch/default-launch.ts';
import { createGauge } from './gauge.ts';
import type { Launch } from '../launch/launch.ts';
import { findNativeParts } from './tools.ts';

const longestStartMs = 30_000;

/** Everything that confined processes of one sandbox are started with. */
export interface Plan extends ProcessPlan {
  compiler: CompileTools;
  /** Versions of everything that executes or judges. */
  engine: Record<string, string>;
}

/** Finds the native parts and our own, and decides how processes are started. Throws SandboxError HERMES_SANDBOX_PARTS. */
export function planProcesses(levels: Partial<Levels>, launch?: Launch): Plan {
  const parts = findNativeParts();
  const gauge = createGauge();
  const own = defaultLaunch(levels);
  return {
    launch: launch ?? own,
    entryPath: genPath('confined.cjs'),
    realmPath: genPath('realm.js'),
    addonPath: parts.addonPath,
    paranoid: levels.engine === 'paranoid',
    permission: levels.permissions !== false,
    gauge,
    startMs: longestStartMs,
    compiler: { esbuildPath: parts.esbuildPath, prefix: own.prefix, gauge },
    engine: engineVersions(parts.versions),
  };
}

function engineVersions(versions: { isolatedVm: string; esbuild: string }): Record<string, string> {
  const { node, v8, icu, tz } = process.versions;
  return { node, v8, icu: icu ?? 'none', tz: tz ?? 'none', ...versions };
}
