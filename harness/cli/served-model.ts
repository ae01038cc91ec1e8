import { readLockWithShipped, verifyModel } from '../cache/lock.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import type { HermesConfig, ModelEntry } from '../contract/config.ts';
import { loadConfig } from '../launcher/load-config.ts';
import { createPool } from '../pool/create-pool.ts';
import type { Pool } from '../pool/pool.ts';
import { places } from './cache.ts';
import { projectHere } from './project.ts';

/** A model of the project that answers, checked against the lock. */
export interface ServedModel extends AsyncDisposable {
  pool: Pool;
  config: HermesConfig;
  model: ModelEntry;
}

/** Opens the model that a verb serves to others. */
export async function openServedModel({
  name,
  workers = 1,
}: {
  name: string | undefined;
  workers?: number | undefined;
}): Promise<ServedModel> {
  const overrides = { model: name };
  const { config, model } = await loadConfig({ projectRoot: projectHere(), env: process.env, overrides });
  const { dirs, lockPath } = await places();
  const resolved = await resolveModel(model.ref, { cacheDirs: dirs });
  await verifyModel(resolved, await readLockWithShipped(lockPath));
  const pool = await createPool({
    modelPath: resolved.path,
    workers,
    profile: config.determinism,
    chat: { format: 'model' },
    contextSize: model.contextSize,
  });
  return { pool, config, model, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
}
