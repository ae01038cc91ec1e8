import { getLlama, getLlamaGpuTypes, LlamaLogLevel } from 'node-llama-cpp';
import { childMain } from '../wire/child-main.ts';
import { probeChild, type ProbeReport } from './probe-protocol.ts';

// Entry of a short-lived process that tells which GPUs node-llama-cpp can use here.
childMain(probeChild, { start: lookForGpus });

async function lookForGpus(): Promise<ProbeReport> {
  const report: ProbeReport = { gpus: [] };
  for (const type of await getLlamaGpuTypes('supported')) {
    if (type === false) continue;
    try {
      const llama = await getLlama({
        gpu: type,
        build: 'never',
        skipDownload: true,
        progressLogs: false,
        logLevel: LlamaLogLevel.disabled,
      });
      const { total, free } = await llama.getVramState();
      const names = await llama.getGpuDeviceNames();
      if (names.length > 0) {
        const memoryMiB = Math.round(total / 2 ** 20);
        report.gpus.push({ type, names, memoryMiB, freeMiB: Math.round(free / 2 ** 20) });
      }
      await llama.dispose();
    } catch {
      // Its libraries are installed but it does not start: this machine does not have that kind of GPU.
    }
  }
  return report;
}
