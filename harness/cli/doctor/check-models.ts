import { readLockWithShipped, verifyModel } from '../../cache/lock.ts';
import { resolveModel } from '../../cache/resolve-model.ts';
import type { ModelEntry } from '../../contract/config.ts';
import { HermesError } from '../../contract/errors.ts';
import { takeInventory } from '../../pool/inventory.ts';
import { planDevices } from '../../pool/plan.ts';
import { type Finding, well } from './finding.ts';

interface ModelCheck {
  model: ModelEntry;
  cacheDirs: string[];
  lockPath: string;
  profile: 'repeatable' | 'fast';
}

/** The model of the config: is it in the cache, is it what the lock says, and can this machine run it. */
export async function checkModels(options: ModelCheck): Promise<Finding[]> {
  return [await checkModel(options), await checkDevices(options)];
}

/** Whether the model is in the cache and every byte of it as locked. */
export function checkModel({ model, cacheDirs, lockPath }: Omit<ModelCheck, 'profile'>): Promise<Finding> {
  return found('model', async () => {
    const resolved = await resolveModel(model.ref, { cacheDirs });
    const identity = await verifyModel(resolved, await readLockWithShipped(lockPath));
    return `${identity.repo}:${identity.file} is in the cache and as locked (sha256 ${identity.sha256.slice(0, 12)}…)`;
  });
}

function checkDevices({ model, cacheDirs, profile }: ModelCheck): Promise<Finding> {
  return found('devices', async () => {
    const inventory = await takeInventory();
    const resolved = await resolveModel(model.ref, { cacheDirs });
    const plan = await planDevices({ model: resolved, inventory, contextSize: model.contextSize, profile });
    return `${plan.workers} workers on ${[...new Set(plan.devices.map(({ type }) => type))].join(', ')}; ${plan.reasons.join(' ')}`;
  });
}

async function found(name: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return well(name, await look());
  } catch (error) {
    const { code, rawMessage, fix } = HermesError.from(error);
    return { name, status: 'fail', detail: `[${code}] ${rawMessage}`, fix };
  }
}
