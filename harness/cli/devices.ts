import type { Command } from 'commander';
import { resolveModel } from '../cache/resolve-model.ts';
import { loadConfig } from '../launcher/load-config.ts';
import { formatDevices } from '../pool/format-plan.ts';
import { takeInventory } from '../pool/inventory.ts';
import { planDevices } from '../pool/plan.ts';
import { places } from './cache.ts';
import { projectHere } from './project.ts';
import { wholeNumber } from './flags.ts';
import { print } from './print.ts';

interface DeviceFlags {
  model?: string | undefined;
  workers?: number | undefined;
  force?: boolean | undefined;
  json?: boolean | undefined;
}

/** `hermes devices`: what this machine has, and how many workers on which device a run would take, and why. */
export function registerDevices(program: Command): void {
  program
    .command('devices')
    .description('devices of this machine and the plan for a model')
    .option('--model <name>', 'model entry of the config, or a reference')
    .option('--workers <n>', 'plan for so many workers', wholeNumber(1))
    .option('--force', 'plan although the quantization table or memory refuse')
    .option('--json', 'print one JSON document')
    .action(async ({ json, model: name, workers, force }: DeviceFlags) => {
      const overrides = name === undefined ? {} : { model: name };
      const { config, model } = await loadConfig({ projectRoot: projectHere(), env: process.env, overrides });
      const resolved = await resolveModel(model.ref, { cacheDirs: (await places()).dirs });
      const inventory = await takeInventory();
      const plan = await planDevices({
        model: resolved,
        inventory,
        contextSize: model.contextSize,
        profile: config.determinism,
        workers,
        force,
      });
      print(json, { inventory, plan }, () => formatDevices(inventory, plan));
    });
}
