import type { z } from 'zod';
import type { HermesConfig } from '../contract/config.ts';
import type { SampleRecord } from '../contract/run-record.ts';
import type { DeterminismClass } from '../contract/summary.ts';

/** The class a run may claim, and in one sentence why it is that one. */
export function determinismOf(run: {
  config: HermesConfig;
  /** GPU named by the machine class, null on CPU. */
  gpu: unknown;
  records: SampleRecord[];
}): { class: z.infer<typeof DeterminismClass>; reason: string } {
  const { config, gpu, records } = run;
  if (!config.hermetic) return { class: 'D0', reason: 'the run was not hermetic (hermetic: false).' };
  if (config.determinism === 'fast') {
    return {
      class: 'D0',
      reason: 'profile fast batches requests together, so replies may depend on the schedule.',
    };
  }
  if (gpu !== null && gpu !== undefined && gpu !== false) {
    return { class: 'D0', reason: 'on a GPU equal requests need not give equal bytes.' };
  }
  if (Object.keys(config.agents).length > 0) {
    return { class: 'D0', reason: 'a role is played by an agent that is not ours.' };
  }
  const faults = records.filter((record) => record.outcome === 'harness').length;
  if (faults > 0) return { class: 'D0', reason: `${faults} samples were lost to faults of the harness.` };
  return {
    class: 'D2',
    reason:
      'same run digest on this machine class gives byte-identical transcripts, whatever workers and order.',
  };
}
