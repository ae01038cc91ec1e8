import type { Json } from './json.ts';
import type { JournalEntry } from './run-record.ts';
import type { Case } from './task.ts';
import type { DeterminismClass, Digests, HermeticitySummary, RunSummary, SealEvent } from './summary.ts';

/**
 * Everything the report writers need; they read no file and no clock, so equal input gives equal bytes. How to fill it:
 * `summary` is what `summarizeRun` returned (metrics.json), `samples` are the journal's entries in any order, `tasks` one entry per suite and task,
 * `hermeticity`, `digests` and `provenance` what the manifest holds. Facts that were not collected are null or left out; nothing is made up.
 */
export interface ReportInput {
  runId: string;
  /** ISO 8601, when the run started; null keeps the report free of any time. */
  startedAt: string | null;
  /** Why the run ended as it did: the exit code and the last line of the terminal. */
  ending: { exitCode: number; reason: string };
  summary: RunSummary;
  samples: readonly JournalEntry[];
  tasks: readonly ReportTask[];
  /** Notes per suite: where its tasks come from, what the model may have seen of them, which were left out. */
  suites: Readonly<Record<string, ReportSuite>>;
  determinism: {
    class: DeterminismClass;
    /** `repeatable` or `fast`. */
    profile: string;
    /** One sentence: what the class promises, or why it is no better. */
    reason: string;
  };
  hermeticity: { summary: HermeticitySummary; events: readonly SealEvent[] };
  digests: Digests;
  provenance: ReportProvenance;
  /** The resolved config, as in the manifest. */
  config: Json;
  /** Commands a stranger can paste: repeat this run; check this run directory. */
  commands: { reproduce: string; verify: string };
}

/** The public part of a task, plus what only the human report shows. Never goes to an agent. */
export interface ReportTask {
  suite: string;
  task: string;
  statement: string;
  signature: string;
  entryPoint: string;
  lang: 'js' | 'ts';
  tier?: string;
  family?: string;
  difficulty?: string;
  plan?: readonly string[];
  reference?: string;
  /** Hidden cases or hidden test code, for the reader of the report. */
  cases?: readonly Case[];
  test?: string;
}

/** What a reader must know of a suite before believing its numbers. */
export interface ReportSuite {
  /** Source of the tasks, e.g. `fixtures/tasks/micro.jsonl`, and its SHA-256. */
  source?: { name: string; sha256: string };
  /** What the model was trained on, which tasks were held out, how that is known. */
  contamination?: string;
  /** Tasks left out because their own reference failed. */
  excluded?: readonly { taskId: string; reason: string }[];
}

/** One file that went into the run. */
export interface ReportFile {
  name: string;
  sha256: string;
  bytes?: number;
  /** Shown beside the name, e.g. `Q8_0`, `loaded`. */
  note?: string;
}

/** What the run was made of, as the manifest has it. */
export interface ReportProvenance {
  hermesVersion: string;
  /** Model files with their quantization in `note`. */
  models: readonly ReportFile[];
  taskFiles: readonly ReportFile[];
  /** Prompt templates; `text` when they may be shown in full. */
  prompts: readonly (ReportFile & { text?: string })[];
  /** Native libraries actually loaded. */
  nativeLibraries: readonly ReportFile[];
  /** hermes.lock.json and package-lock.json. */
  locks: readonly ReportFile[];
  /** Null commit = not a git checkout. */
  source: { commit: string | null; dirty: boolean | null };
  /** node, v8, icu, node-llama-cpp, llama.cpp, isolated-vm, esbuild, vitest … */
  versions: Readonly<Record<string, string>>;
  machine: { class: string; facts: Readonly<Record<string, string>> };
  seeds: { runSeed: number; scheme: string };
  /** Sandbox and sampling limits with units in their names. */
  limits: Readonly<Record<string, number | string>>;
  /** What may vary without changing results: workers, sandboxes, order. */
  execution: Readonly<Record<string, number | string>>;
}
