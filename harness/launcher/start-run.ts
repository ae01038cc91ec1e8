import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type CanaryListeners,
  type CanaryTargets,
  installSeal,
  openCanaryListeners,
  sealedLaunch,
  type SealPolicyInput,
} from '../../sandbox/network/index.ts';
import {
  childEnvironment,
  createPrivateDirectory,
  type Launch,
  parentDeathPrefix,
  probeKernelLevel,
  removeStale,
} from '../../sandbox/launch/index.ts';
import { cacheDirs } from '../cache/cache-dirs.ts';
import { readLockWithShipped, tasksKey, verifyTasks } from '../cache/lock.ts';
import { resolveModel } from '../cache/resolve-model.ts';
import type { LoadedConfig } from './load-config.ts';
import type { JournalEntry } from '../contract/run-record.ts';
import type { Material } from '../contract/manifest.ts';
import { ownRolesAsked, type Suite } from '../contract/suite.ts';
import { HermesError } from '../contract/errors.ts';
import { oneLine } from '../contract/inert.ts';
import { type DevicePlan, planDevices } from '../pool/plan.ts';
import { checkDescriptors } from './check-descriptors.ts';
import { connectHost, type HostAddress, type HostClient } from './host-client.ts';
import { type HostInit, privateNames } from '../host/host-protocol.ts';
import type { Selection } from './select-suites.ts';
import { type ForeignAgents, openForeignAgents } from './foreign-agents.ts';
import { makeRunDir, newRunId } from './run-dir.ts';
import { type HostProcess, startHost } from './start-host.ts';
import { newSecret } from '../wire/secret.ts';
import { journalText } from '../record/journal.ts';
import { installedMaterials } from '../record/materials.ts';
import { planOfRun } from '../record/run-plan.ts';

/** What a launcher starts a run with. */
export interface RunPlan {
  projectRoot: string;
  loaded: LoadedConfig;
  suites: Suite[];
  /** What the suites were cut by, for the command that repeats the run. */
  selection: Selection;
  env: Record<string, string | undefined>;
  launcher: 'cli' | 'vitest';
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
  /** Samples that an earlier run has finished: the journal begins with them. */
  earlier?: readonly JournalEntry[] | undefined;
  /** What config and suite files tried to reach while they were evaluated: lines of a ledger. */
  projectLedger?: string | undefined;
}

/** A run under way. Disposing ends every process of it and removes its private directory. */
export interface ActiveRun extends AsyncDisposable {
  plan: RunPlan;
  init: HostInit;
  hostAddress: HostAddress;
  host: HostClient;
  hostProcess: HostProcess;
  listeners: CanaryListeners | null;
  /** Folders with the ledgers of the sealed processes. */
  ledgerDirs: string[];
  /** Our own code and what it runs on, hashed before anything of the run was started. */
  installed: Material[];
  /** Seal of the launcher's processes; null when hermetic mode is off. */
  policy: SealPolicyInput | null;
  /** Loopback ports relayed to somebody else's agents. */
  relayedPorts: number[];
  childEnv: Record<string, string>;
}

/** Checks the task files against the lock, opens the run directory, seals this process and starts the run host. Rejects with the reason of its signal. */
export async function startRun(plan: RunPlan): Promise<ActiveRun> {
  const { projectRoot, loaded } = plan;
  const { config, model } = loaded;
  const lockPath = join(projectRoot, config.lock);
  await checkTaskFiles(plan, lockPath);
  await using opening = new AsyncDisposableStack();
  removeStale();
  const { started, runId, runDir, installed } = beginRecord(plan);
  const directory = opening.use(await createPrivateDirectory());
  tellShortBase(directory.path);
  const ledgerDirs = makeLedgerDirs(directory.path, plan);
  const listeners = config.hermetic ? opening.use(await openCanaryListeners()) : null;
  const level = await sealLevel(plan);
  const foreign = await openForeignAgents({ ...plan, config, privateDir: directory.path, stack: opening });
  const dirs = cacheDirs({ configDir: config.cacheDir, env: plan.env, projectRoot });
  const devices = await planWorkers(plan, dirs);
  tellWarnings(devices);
  const init: HostInit = {
    runId,
    runDir,
    privateDir: directory.path,
    projectRoot,
    startedAtEpochMs: started.getTime(),
    config,
    model,
    workers: devices?.workers ?? 0,
    sandboxWorkers: config.sandbox.workers === 'auto' ? availableParallelism() : config.sandbox.workers,
    cacheDirs: dirs,
    lockPath,
    sourceSha256: installed.find(({ name }) => name === 'source')?.sha256 ?? '',
    level,
    ...foreign.roles,
    devices,
    canaries: listeners?.targets ?? null,
  };
  checkDescriptors(init);
  const policy = listeners === null ? null : launcherPolicy(init, listeners.targets, foreign);
  const launch = hostLaunch(init, policy);
  // Vitest's main process is somebody's own: it serves their other projects, editors and reporters. The process of the suites seals itself.
  if (policy !== null && plan.launcher === 'cli') {
    await sealLauncher(policy, opening);
  }
  const hostAddress = { socketPath: join(directory.path, privateNames.hostSocket), secret: newSecret() };
  const hostProcess = opening.use(await startHost({ init, secret: hostAddress.secret }, launch, plan.signal));
  const host = opening.use(await connectHost(hostAddress));
  const owned = opening.move();
  return {
    plan,
    init,
    hostAddress,
    policy,
    relayedPorts: foreign.relayedPorts,
    host,
    hostProcess,
    listeners,
    ledgerDirs,
    installed,
    childEnv: launch.env,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Makes the run directory; its journal begins with the plan, and with what an earlier run has finished. */
function beginRecord({ projectRoot, loaded, suites, earlier }: RunPlan): {
  started: Date;
  runId: string;
  runDir: string;
  installed: Material[];
} {
  const { config, model } = loaded;
  const started = new Date();
  const runId = newRunId(started);
  const installed = installedMaterials(projectRoot);
  const runPlan = planOfRun({ runId, started, projectRoot, config, model, suites, installed });
  const runDir = makeRunDir(config.out, runId, journalText(runPlan, earlier));
  return { started, runId, runDir, installed };
}

function makeLedgerDirs(privateDir: string, { loaded, projectLedger = '' }: RunPlan): string[] {
  const folders = [privateNames.ledger, privateNames.sandboxLedger].map((name) => join(privateDir, name));
  for (const folder of folders) mkdirSync(folder, { mode: 0o700 });
  if (loaded.config.hermetic) {
    writeFileSync(join(privateDir, privateNames.ledger, 'project.jsonl'), projectLedger);
  }
  return folders;
}

async function sealLauncher(policy: SealPolicyInput, opening: AsyncDisposableStack): Promise<void> {
  const seal = installSeal(policy);
  opening.defer(() => seal.dispose());
  await seal.runCanaries();
}

/** What speaks against the plan, once. */
function tellWarnings(devices: DevicePlan | null): void {
  for (const warning of devices?.warnings ?? []) process.stderr.write(`warning: ${oneLine(warning)}\n`);
}

function tellShortBase(path: string): void {
  if (dirname(path) === realpathSync(tmpdir())) return;
  process.stderr.write(`TMPDIR is too long for sockets: they lie in ${oneLine(path)}\n`);
}

async function checkTaskFiles(plan: RunPlan, lockPath: string): Promise<void> {
  plan.signal?.throwIfAborted();
  const locked = plan.suites.filter(({ origin }) => origin.locked);
  if (locked.length === 0 || plan.loaded.config.draft) return;
  const lock = await readLockWithShipped(lockPath);
  for (const { kind, name, sha256 } of locked.map(({ origin }) => origin)) {
    verifyTasks(
      kind === 'dataset'
        ? { kind, key: name, sha256 }
        : {
            kind: kind === 'exercism' ? 'folder' : 'file',
            key: tasksKey(plan.projectRoot, name),
            sha256,
          },
      lock,
    );
  }
}

async function sealLevel({ loaded, env }: RunPlan): Promise<HostInit['level']> {
  const { hermetic, acceptLevel } = loaded.config;
  if (!hermetic) return 'off';
  const found = await probeKernelLevel();
  if (env['HERMES_HERMETIC'] === '1' && found.level === 'process' && acceptLevel === 'kernel') {
    throw new HermesError('HERMES_RUN_SEAL_LEVEL', {
      message: `HERMES_HERMETIC=1 asks for seal level kernel, but ${found.reason}.`,
      fix: "allow user namespaces (docs/hermeticity.md), or set acceptLevel: 'process' in hermes.config.ts.",
    });
  }
  return found.level;
}

/** The seal of this process and, with another role, of the run host. */
function launcherPolicy(init: HostInit, canaries: CanaryTargets, foreign: ForeignAgents): SealPolicyInput {
  return {
    role: 'launcher',
    socketPrefixes: [init.privateDir, ...foreign.socketPrefixes],
    relayedPorts: foreign.relayedPorts,
    ledgerDir: join(init.privateDir, privateNames.ledger),
    mayStartChildren: true,
    useNock: true,
    canaries,
    runStartMs: init.startedAtEpochMs,
    root: init.projectRoot,
  };
}

/** As many workers as the config says, or as the device plan finds free cores and memory for; none where no role is ours. */
async function planWorkers({ loaded, suites, signal }: RunPlan, dirs: string[]): Promise<DevicePlan | null> {
  signal?.throwIfAborted();
  const { config, model } = loaded;
  if (ownRolesAsked(suites, config.agents).length === 0) return null;
  return planDevices({
    model: await resolveModel(model.ref, { cacheDirs: dirs }),
    contextSize: model.contextSize,
    profile: config.determinism,
    force: config.force,
    ...(config.workers !== 'auto' && { workers: config.workers }),
  });
}

function hostLaunch(init: HostInit, policy: SealPolicyInput | null): Launch {
  if (policy === null) return { prefix: parentDeathPrefix(), execArgv: [], env: childEnvironment() };
  return sealedLaunch(
    { ...policy, role: 'run-host', relayedPorts: [] },
    { namespace: init.level === 'kernel' },
  );
}
