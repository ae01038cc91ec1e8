import { basename } from 'node:path';
import { hashFile } from '../cache/hash-file.ts';
import { digestOf } from '../contract/canonical-json.ts';
import type { MachineClassInputs } from './pool.ts';

/** What decides about a machine's class (evidence.md §2.4): the native libraries that were mapped, not the CPU's name. */
export async function machineClassInputs(worker: {
  nativeLibraries: string[];
  systemInfo: string;
  llamaCppRelease: string;
  threads: number;
  gpu: string | null;
}): Promise<MachineClassInputs> {
  const digests: [name: string, sha256: string][] = [];
  for (const path of worker.nativeLibraries) digests.push([basename(path), (await hashFile(path)).sha256]);
  const cpu = digests.find(([name]) => /^(?:lib)?ggml-cpu/.test(name));
  return {
    ...platformInputs(),
    cpuBackend: cpu === undefined ? 'unknown' : cpu.join('@'),
    nativeSet: digestOf(digests),
    systemInfo: worker.systemInfo.trim(),
    llamaCppRelease: worker.llamaCppRelease,
    threads: worker.threads,
    gpu: worker.gpu,
  };
}

/** The part of a machine's class that is known without a model. */
export function platformInputs(): Pick<MachineClassInputs, 'arch' | 'os' | 'libc'> {
  return { arch: process.arch, os: process.platform, libc: libcVersion() };
}

function libcVersion(): string {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string | undefined } };
  const glibc = report.header?.glibcVersionRuntime;
  return glibc === undefined ? 'unknown' : `glibc ${glibc}`;
}
