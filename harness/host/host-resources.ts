import type { Logger } from 'pino';
import { createSandbox, type Sandbox, type Verdict } from '../../sandbox/index.ts';
import { type PromptSet, loadPrompts, promptFacts } from '../agents/render-prompt.ts';
import { type AnchorStore, openAnchorStore } from '../anchors/store.ts';
import { readGgufMetadata } from '../cache/gguf-metadata.ts';
import { type HeldModel, holdModel } from '../cache/held-model.ts';
import { type ModelIdentity, readLockWithShipped, verifyModel } from '../cache/lock.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import { digestOf } from '../contract/canonical-json.ts';
import type { HermesConfig } from '../contract/config.ts';
import { HermesError } from '../contract/errors.ts';
import type { ChangedMaterial } from '../contract/manifest.ts';
import type { Arm } from '../contract/run-record.ts';
import type { Task } from '../contract/task.ts';
import {
  equivalentMutants,
  type JudgedMutants,
  type KnownMutants,
} from '../tasks/mutants/equivalent-mutants.ts';
import { createPool } from '../pool/create-pool.ts';
import type { DevicePlan } from '../pool/plan.ts';
import type { Pool } from '../pool/pool.ts';
import { anchorCapacityBytes } from './agent-process.ts';
import type { Team } from '../run/ask.ts';
import { type Clock, runClock } from '../run/clock.ts';
import { CompletionDesk } from '../run/desk.ts';
import { describeInstallation } from '../record/installation.ts';
import { changesOf, materialsChanged } from '../record/materials.ts';
import { resolveSampling } from '../record/parameters.ts';
import { anchorsPath } from './agent-root.ts';
import type { HostInit } from './host-protocol.ts';
import { childLaunch } from './child-launch.ts';
import { openTeams, type Teams } from './open-teams.ts';

/** Everything the run host keeps open while samples run. */
export interface Resources extends AsyncDisposable {
  sandbox: Sandbox;
  clock: Clock;
  config: HermesConfig;
  /** Verdicts of references, by the digest of what was judged. */
  references: Map<string, Promise<Verdict>>;
  /** null when answers are given. */
  agents: AgentResources | null;
  mutantsOf(task: Task): Promise<JudgedMutants>;
}

/** What answers need: anchors, the agents, and a model where an agent is ours. */
export interface AgentResources extends AsyncDisposable {
  /** null when all agents are outside. */
  model: ModelResources | null;
  /** Looks at model, prompts and our own code again. */
  changed(): Promise<ChangedMaterial[]>;
  store: AnchorStore;
  /** Cards of outside agents, by role. */
  agentCards: Teams['agentCards'];
  teamOf(arm: Arm): Team;
  /** Ends the agents; tells what HTTP/2 moved. */
  closeTeams(): ReturnType<Teams['close']>;
}

/** What agents of ours need: a model in its workers, and prompts. */
interface ModelResources {
  identity: ModelIdentity;
  /** The model file, open: whatever becomes of its name, what was hashed can be hashed again. */
  held: HeldModel;
  quantization: string;
  prompts: PromptSet;
  pool: Pool;
}

/** Opens the sandbox and, unless answers are given, all that agents need. Closes what it opened when a later step fails. */
export async function openResources(init: HostInit, logger: Logger): Promise<Resources> {
  await using opening = new AsyncDisposableStack();
  // Side by side, as pool and agents: each of them starts processes, and that is most of what a short run takes.
  const [sandbox, agents] = await allOrNone(opening, [openSandbox(init), openAgents(init, logger)]);
  const owned = opening.move();
  return {
    sandbox,
    agents,
    clock: runClock(init.startedAtEpochMs),
    config: init.config,
    references: new Map(),
    mutantsOf: rememberMutants(sandbox, init.config),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Opens anchor store and agents, and what those of ours need; null when answers are given. */
async function openAgents(init: HostInit, logger: Logger): Promise<AgentResources | null> {
  const { devices } = init;
  if (devices === null && Object.keys(init.foreignAgents).length === 0) return null;
  await using opening = new AsyncDisposableStack();
  const store = opening.use(
    openAnchorStore({ path: anchorsPath(init), clock: () => Date.now(), capacityBytes: anchorCapacityBytes }),
  );
  const model = devices === null ? null : await openModel(opening, { init, devices, logger });
  const otherCode = codeWatch(init, model?.prompts);
  const desk = new CompletionDesk(
    { complete: async (...order) => (await (model?.pool ?? noModel())).complete(...order) },
    resolveSampling(init.config, init.model),
  );
  const [pool, teams] = await allOrNone(opening, [
    model?.pool ?? Promise.resolve(null),
    openTeams({
      init,
      desk,
      store,
      logger,
      refuseOtherCode() {
        const changed = otherCode();
        if (changed.length > 0) throw materialsChanged(changed);
      },
    }),
  ]);
  const owned = opening.move();
  return {
    model: model === null || pool === null ? null : { ...model, pool },
    async changed() {
      const changed = (await model?.held.changed()) ?? null;
      return [...(changed === null ? [] : [changed]), ...otherCode()];
    },
    store,
    agentCards: teams.agentCards,
    teamOf: (arm) => teams.teamOf(arm),
    closeTeams: () => teams.close(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Checks the model against the lock and begins to open the pool. */
async function openModel(
  opening: AsyncDisposableStack,
  run: { init: HostInit; devices: DevicePlan; logger: Logger },
): Promise<Omit<ModelResources, 'pool'> & { pool: Promise<Pool> }> {
  const { init, devices, logger } = run;
  const resolved = await resolveModel(init.model.ref, { cacheDirs: init.cacheDirs });
  const held = opening.use(await holdModel(resolved.path));
  const identity = await verifyModel(resolved, await readLockWithShipped(init.lockPath), held);
  const { quantization } = await readGgufMetadata(held.path);
  return {
    identity,
    held,
    quantization,
    prompts: loadPrompts(init.model.profile),
    pool: openPool(init, { modelPath: resolved.path, modelSha256: held.sha256, devices, logger }),
  };
}

function noModel(): never {
  throw new HermesError('HERMES_RUN_PROTOCOL', {
    message: 'a completion was asked for in a run in which no role is ours.',
    fix: 'report it: agents outside bring their own model.',
  });
}

/** Waits for both; what was opened belongs to the stack, also when the other failed. */
async function allOrNone<A extends AsyncDisposable | null, B extends AsyncDisposable | null>(
  stack: AsyncDisposableStack,
  openings: [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  const settled = await Promise.allSettled<AsyncDisposable | null>(openings);
  for (const result of settled) if (result.status === 'fulfilled') stack.use(result.value);
  return Promise.all(openings);
}

function openSandbox(init: HostInit): Promise<Sandbox> {
  const { reuse, cpuMs, wallMs, memoryMiB } = init.config.sandbox;
  return createSandbox({
    workers: init.sandboxWorkers,
    reuse,
    limits: { cpuMs, wallMs, memoryMiB },
    launch: childLaunch(init, 'sandbox'),
  });
}

function openPool(
  init: HostInit,
  {
    devices,
    logger,
    ...model
  }: { modelPath: string; modelSha256: string; devices: DevicePlan; logger: Logger },
): Promise<Pool> {
  return createPool({
    ...model,
    workers: init.workers,
    profile: init.config.determinism,
    chat: { format: 'model' },
    contextSize: init.model.contextSize,
    devices: devices.devices,
    requestTimeoutMs: init.config.deadlines.completionMs,
    launch: childLaunch(init, 'model-worker'),
    log: (event) => logger.info(event),
  });
}

/** An agent that starts again loads code and prompts again: they must be those of the start. */
function codeWatch(init: HostInit, prompts: PromptSet | undefined): () => ChangedMaterial[] {
  const digestsOf = (source: string, set: PromptSet | undefined) => [
    { name: 'source', sha256: source },
    ...Object.entries(set === undefined ? {} : promptFacts(set)).map(([name, { sha256 }]) => ({
      name: `prompt:${name}`,
      sha256,
    })),
  ];
  const before = digestsOf(init.sourceSha256, prompts);
  return () =>
    changesOf(
      before,
      digestsOf(describeInstallation().source.sha256, prompts && loadPrompts(init.model.profile)),
    );
}

function rememberMutants(sandbox: Sandbox, config: HermesConfig): Resources['mutantsOf'] {
  const known = new Map<string, KnownMutants>();
  const judged = new Map<string, Promise<JudgedMutants>>();
  return (task) => {
    const key = digestOf(task);
    const mutants =
      judged.get(key) ??
      equivalentMutants(task, sandbox, { limit: config.mutants, known, cpuMs: config.sandbox.cpuMs });
    judged.set(key, mutants);
    // A fault of ours must not stick to the task's other samples.
    mutants.catch(() => judged.delete(key));
    return mutants;
  };
}
