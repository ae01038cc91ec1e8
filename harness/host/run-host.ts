import { join } from 'node:path';
import { exportAnchors } from '../anchors/export.ts';
import type { CoderAnswer } from '../contract/agent-messages.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { Arm, JournalEntry, SampleKey } from '../contract/run-record.ts';
import type { Suite } from '../contract/suite.ts';
import type { RunSummary } from '../contract/summary.ts';
import { HermesError } from '../contract/errors.ts';
import { runInput } from '../metrics/run-input.ts';
import type { SuiteInput } from '../metrics/suite-input.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import { openJournal } from '../record/journal.ts';
import { generationConfigDigest } from '../record/parameters.ts';
import { writeRunFiles } from '../record/write-run.ts';
import { type HostInit, hostCalls, hostLimitBytes, privateNames, type SuiteOpened } from './host-protocol.ts';
import { Breaker } from './breaker.ts';
import { hostFacts, processMemory } from './host-facts.ts';
import { type AgentResources, openResources, type Resources } from './host-resources.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { serveSocket } from '../wire/serve.ts';
import { openRunLog } from './run-log.ts';
import type { GivenAnswers, Team } from '../run/ask.ts';
import { runTask } from '../run/run-task.ts';
import { limitsOf } from '../run/steps.ts';
import { unsoundTasks } from '../tasks/broken-test.ts';

/** Samples in flight per model worker: one decodes while another is judged. */
const samplesPerWorker = 2;

interface HostState {
  init: HostInit;
  resources: Resources;
  suites: Map<string, Suite>;
  /** Finished samples, in the order in which they finished. */
  entries: JournalEntry[];
  /** Per suite, tasks left out because their own reference fails, or without one the hidden test cannot run. */
  excluded: HostFacts['excluded'];
  breaker: Breaker;
  /** The files of the run are being written: no sample may join them any more. */
  isOver: boolean;
}

/** The process that runs samples: opens model, sandbox, agents and journal, and serves the launcher, who knows the secret, until disposed. */
export async function startRunHost(given: { init: HostInit; secret: string }): Promise<AsyncDisposable> {
  const { init, secret } = given;
  const stack = new AsyncDisposableStack();
  const { logger } = stack.use(openRunLog(join(init.runDir, 'log.jsonl')));
  const resources = stack.use(await openResources(init, logger));
  const journal = stack.use(openJournal(join(init.runDir, 'journal.jsonl')));
  const state: HostState = {
    init,
    resources,
    suites: new Map(),
    entries: journal.earlier.entries,
    excluded: {},
    breaker: new Breaker(init.runDir),
    isOver: false,
  };
  const { suites, entries, breaker } = state;
  const slots = limitConcurrency(
    init.devices === null ? init.sandboxWorkers : init.workers * samplesPerWorker,
  );

  const runSample = async (key: SampleKey, signal: AbortSignal, given?: CoderAnswer) => {
    const suite = suiteOf(suites, key.suite);
    const task = suite.tasks.find((candidate) => candidate.task_id === key.task);
    if (task === undefined) throw unknown('task', key.task);
    const lab = { ...resources, team: teamOf(resources, key.arm, given) };
    return slots(async () => {
      signal.throwIfAborted();
      breaker.check(entries.length);
      const entry = await runTask(lab, { key, task, pipeline: suite.pipeline, signal });
      if (state.isOver) throw tooLate();
      breaker.weigh(entry.record);
      try {
        // On disk before the slot is free for another sample.
        journal.append(entry);
      } catch (error) {
        throw breaker.writeFailed(error);
      }
      entries.push(entry);
      const { outcome, cause } = entry.record;
      logger.info({ event: 'sample-finished', ...key, outcome, cause, wallMs: entry.observation.wallMs });
      return entry.record;
    });
  };

  stack.use(
    await serveSocket({
      path: join(init.privateDir, privateNames.hostSocket),
      secret,
      calls: hostCalls,
      limitBytes: hostLimitBytes,
      onRefused: (why) => logger.warn({ event: 'connection-refused', socket: privateNames.hostSocket, why }),
      handlers: {
        openSuite: (suite, { signal }) => openSuite(state, suite, signal),
        runSample: ({ given, ...key }, { signal }) => runSample(key, signal, given),
        summarizeSuite: async (name) => summarize([suiteOf(suites, name)], entries).suites,
        finish: () => finish(state),
      },
    }),
  );
  return stack;
}

/** A task of ours that fails its own tests is an error; one of a published set is left out, and everybody is told. */
async function openSuite(state: HostState, suite: Suite, signal: AbortSignal): Promise<SuiteOpened> {
  const { sandbox, references: known, config } = state.resources;
  // Given answers are scored as they are: a data set's own solutions, too.
  const failing =
    suite.given === undefined
      ? await unsoundTasks(suite.tasks, {
          sandbox,
          known,
          signal,
          limits: limitsOf(config),
          typeCheck: config.sandbox.typeCheck,
        })
      : [];
  const published = !ownKinds.has(suite.origin.kind);
  const left = new Set(failing.map(({ taskId }) => taskId));
  state.suites.set(suite.name, { ...suite, tasks: suite.tasks.filter((task) => !left.has(task.task_id)) });
  state.excluded[suite.name] = [...suite.origin.excluded, ...(published ? failing : [])];
  return published
    ? { failingReferences: [], excluded: failing }
    : { failingReferences: failing, excluded: [] };
}

/** Kinds of sources whose author is the user of Hermes. */
const ownKinds = new Set(['jsonl', 'typescript']);

async function finish(state: HostState): Promise<HostFacts> {
  const { init, resources, suites, entries, excluded } = state;
  state.isOver = true;
  const changed = (await resources.agents?.changed()) ?? [];
  writeRunFiles(init.runDir, entries);
  if (resources.agents !== null) await exportAllAnchors(resources.agents, init.runDir);
  const summary = summarize([...suites.values()], entries, {
    processMemoryMiB: processMemory(resources),
    deviceUtilization: null,
  });
  const digest = generationConfigDigest(init.config, init.model);
  const asked = resources.agents?.model ? init.config.arms : [];
  const generationConfig = Object.fromEntries(asked.map((arm) => [arm, digest]));
  return { ...(await hostFacts(init, resources)), generationConfig, excluded, changed, summary };
}

function summarize(
  suites: Suite[],
  entries: JournalEntry[],
  resources?: SuiteInput['resources'],
): RunSummary {
  const names = new Set(suites.map(({ name }) => name));
  const own = entries.filter(({ record }) => names.has(record.suite));
  const records = own.map(({ record }) => record);
  const observations = own.map(({ observation }) => observation);
  return summarizeRun(runInput({ suites, records, observations, resources }));
}

async function exportAllAnchors({ store }: AgentResources, runDir: string): Promise<void> {
  const uris = store.list().map(({ uri }) => uri);
  await exportAnchors(store, uris, join(runDir, 'anchors'));
}

/** The agents of an arm, or the answer that is given in their place. */
function teamOf({ agents }: Resources, arm: Arm, given: CoderAnswer | undefined): Team | GivenAnswers {
  if (given !== undefined) return { given: { coder: given } };
  return agents === null ? { given: {} } : agents.teamOf(arm);
}

function suiteOf(suites: Map<string, Suite>, name: string): Suite {
  const suite = suites.get(name);
  if (suite === undefined) throw unknown('suite', name);
  return suite;
}

function tooLate(): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: 'a sample finished after the run was over.',
    fix: 'run it again.',
  });
}

function unknown(what: string, name: string): HermesError {
  return new HermesError('HERMES_RUN_PROTOCOL', {
    message: `the run host knows no ${what} '${name}'.`,
    fix: 'open the suite before its samples are run.',
  });
}
