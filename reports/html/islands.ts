import { gzipSync } from 'node:zlib';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import type { JournalEntry } from '../../harness/contract/run-record.ts';
import type { Task } from '../../harness/contract/task.ts';
import { allTokens } from '../format.ts';
import { outcomeInfo, outcomeOrder } from '../outcomes.ts';
import { compareKeys, compareTexts } from '../sample-order.ts';
import {
  type IndexRow,
  type Islands,
  type PageIndex,
  type ShownTask,
  sampleId,
  taskId,
} from './page-data.ts';
import { markup, Markup } from './template.ts';

/** Raw bytes of JSON per compressed island, and base64 bytes of all transcripts together. */
const islandBytes = 1_000_000;
const transcriptLimitBytes = 24_000_000;

/** The data behind the interactive pages: gzip in base64 inside inert script blocks, decoded by the browser when needed. */
interface IslandMarkup {
  markup: Markup;
  /** Samples whose transcripts did not fit; they are in the run directory. */
  withoutTranscript: number;
}

/** Puts all samples into an index and their transcripts into islands; over the limit, transcripts of passed samples stay outside. */
export function islands(input: RunRecord, limits = { total: transcriptLimitBytes }): IslandMarkup {
  const entries = input.samples.toSorted((a, b) => compareKeys(a.record, b.record));
  const taskOrder = input.tasks
    .map(({ suite, task }) => ({ id: taskId({ suite, task: task.task_id }), task }))
    .sort((a, b) => compareTexts(a.id, b.id));
  const tasks = chunked('tasks', new Map(taskOrder.map(({ id, task }) => [id, shownOf(task)])));
  const all = chunked('samples', byId(entries));
  const fits = all.blocks.reduce((sum, block) => sum + block.base64.length, 0) <= limits.total;
  const kept = fits ? entries : entries.filter(({ record }) => record.outcome !== 'passed');
  const chunks = fits ? all : chunked('samples', byId(kept));
  const tags = new Map(taskOrder.map(({ id, task }) => [id, tagsOf(task)]));
  const index: PageIndex = {
    runId: input.manifest.runId,
    reproduce: input.manifest.commands.reproduce,
    again: unselected(input.manifest.commands.reproduce),
    outcomes: outcomeOrder.map((outcome) => [outcome, outcomeInfo[outcome].word, outcomeInfo[outcome].sign]),
    taskChunks: Object.fromEntries(tasks.chunkOf),
    samples: entries.map((entry) => indexRow(entry, tags, chunks.chunkOf)),
  };
  const first: Block = { name: 'index', base64: compress(JSON.stringify(index)) };
  return {
    markup: markup`${[first, ...tasks.blocks, ...chunks.blocks].map((block) => island(block))}`,
    withoutTranscript: entries.length - kept.length,
  };
}

/** The command of a run without suites, tasks, limit, attempts and arms. */
function unselected(reproduce: string): string | null {
  if (!reproduce.startsWith('npx hermes run')) return null;
  return reproduce.replace(/ --(?:suite|task|limit|samples|arm) (?:'(?:[^']|'\\'')*'|\S+)/g, '');
}

function shownOf({ statement, signature, plan, reference, cases, test }: Task): ShownTask {
  return { statement, signature, plan, reference, cases, test };
}

function tagsOf({ tier, family, difficulty }: Task): string[] {
  return [tier, family, difficulty].filter((tag) => tag !== undefined);
}

function indexRow(
  { record, observation }: JournalEntry,
  tags: Map<string, string[]>,
  chunkOf: Map<string, number>,
): IndexRow {
  const id = sampleId(record);
  return {
    id,
    suite: record.suite,
    arm: record.arm,
    task: record.task,
    sample: record.sample,
    outcome: record.outcome,
    cause: record.cause,
    scores: record.scores,
    tokens: allTokens(record),
    ms: Math.round(observation.wallMs * 100) / 100,
    tags: tags.get(taskId(record)) ?? [],
    chunk: chunkOf.get(id) ?? null,
  };
}

function byId(entries: readonly JournalEntry[]): Map<string, JournalEntry> {
  return new Map(
    entries.map(({ record, transcript, observation }) => [
      sampleId(record),
      { record, transcript, observation },
    ]),
  );
}

interface Block {
  name: keyof Islands;
  base64: string;
}

interface Chunks {
  blocks: Block[];
  chunkOf: Map<string, number>;
}

/** Islands of one kind that hold the values by id, each of about `islandBytes` of JSON. */
function chunked<Kind extends 'tasks' | 'samples'>(
  kind: Kind,
  values: ReadonlyMap<string, Islands[`${Kind}-${number}`][string]>,
): Chunks {
  const chunkOf = new Map<string, number>();
  const blocks: Block[] = [];
  let open: string[] = [];
  let bytes = 0;
  const close = (): void => {
    const name = `${kind}-${blocks.length}` as const;
    if (open.length > 0) blocks.push({ name, base64: compress(`{${open.join(',')}}`) });
    open = [];
    bytes = 0;
  };
  for (const [id, value] of values) {
    const text = `${JSON.stringify(id)}:${JSON.stringify(value)}`;
    if (bytes + text.length > islandBytes) close();
    chunkOf.set(id, blocks.length);
    open.push(text);
    bytes += text.length;
  }
  close();
  return { blocks, chunkOf };
}

/** Gzip in base64; the header's byte for the operating system is set to "unknown", so that no platform shows. */
function compress(text: string): string {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255;
  return bytes.toString('base64');
}

function island({ name, base64 }: Block): Markup {
  return new Markup(`<script type="application/octet-stream" id="data-${name}">${base64}</script>
`);
}
