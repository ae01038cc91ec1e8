import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Paths of llama.cpp's native libraries (`*.node`, `*.so`, `*.dylib`, `*.dll`) that are mapped into this process, sorted. From
 * /proc/self/maps on Linux, elsewhere from Node's diagnostic report.
 */
export function mappedLlamaLibraries(): string[] {
  const mapped = [...new Set(allMapped())];
  const addon = mapped.find((path) => path.endsWith('llama-addon.node'));
  if (addon === undefined) return [];
  const folder = dirname(addon);
  return mapped.filter((path) => dirname(path) === folder || /@node-llama-cpp[\\/]/.test(path)).sort();
}

function allMapped(): string[] {
  if (process.platform !== 'linux') return sharedObjects();
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => line.slice(line.indexOf('/')))
    .filter((path) => /\.(?:node|so)(?:\.[\d.]+)?$/.test(path) && path.startsWith('/'));
}

function sharedObjects(): string[] {
  const report = process.report.getReport() as { sharedObjects?: string[] | undefined };
  return report.sharedObjects ?? [];
}
