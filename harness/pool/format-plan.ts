import type { Inventory } from './inventory.ts';
import type { DevicePlan } from './plan.ts';

/** What `hermes devices` prints for people; `hermes devices --json` prints `{ inventory, plan }` instead. */
export function formatDevices(inventory: Inventory, plan?: DevicePlan): string {
  const { cpu, gpus } = inventory;
  const lines = [
    `CPU      ${cpu.model}, ${cpu.logicalCores} logical cores, ${cpu.freeCores} free now (${inventory.platform} ${inventory.arch})`,
    `Memory   ${inventory.memory.availableMiB} of ${inventory.memory.totalMiB} MiB available`,
    ...gpus.map(
      ({ type, index, name, freeMiB, memoryMiB }) =>
        `GPU      ${type} ${index}: ${name}, ${freeMiB} of ${memoryMiB} MiB free`,
    ),
    ...(gpus.length === 0 ? ['GPU      none'] : []),
  ];
  if (plan === undefined) return lines.join('\n');
  const { memory } = plan;
  const devices = plan.devices.map((device) =>
    'index' in device ? `${device.type} ${device.index}` : device.type,
  );
  const mib = (value: number) => `${Math.ceil(value)} MiB`;
  return [
    ...lines,
    `Plan     ${plan.workers} worker${plan.workers === 1 ? '' : 's'} on ${devices.join(', ')}, context ${plan.contextSize} tokens`,
    `Needs    ${mib(memory.neededMiB)} (weights ${mib(memory.weightsMiB)}; per worker context ${mib(memory.contextMiB)}, repacked weights ${mib(memory.repackedMiB)}, other ${mib(memory.overheadMiB)})`,
    ...plan.reasons.map((reason) => `Why      ${reason}`),
    ...plan.warnings.map((warning) => `Warning  ${warning}`),
    ...plan.forced.map((refusal) => `Forced   ${refusal}`),
  ].join('\n');
}
