import { sha256 } from '../contract/canonical-json.ts';
import type { Role } from '../contract/chat.ts';
import type { HermesErrorCode } from '../contract/errors.ts';
import {
  type JournalEntry,
  type Outcome,
  type SampleKey,
  type SampleObservation,
  type SampleRecord,
  tokensOf,
  type TranscriptEvent,
} from '../contract/run-record.ts';
import type { Clock } from './clock.ts';
import { transcriptText } from '../record/write-run.ts';
import { wellFormed } from '../contract/well-formed.ts';
import { deriveSeed } from '../record/seed.ts';

/** How a sample ended, as the story tells it. */
export interface Ending {
  outcome: Outcome;
  cause: string;
  verdict?: SampleRecord['verdict'] | undefined;
  errorCode?: HermesErrorCode | undefined;
}

/** Everything that happens to one sample, gathered in order: transcript, observations, seeds, scores. */
export class Trail {
  readonly key: SampleKey;
  readonly transcript: TranscriptEvent[] = [];
  readonly observation: SampleObservation;
  readonly scores: SampleRecord['scores'] = {};
  readonly counts: SampleRecord['counts'] = {};
  readonly seeds: SampleRecord['seeds'] = {};
  tainted = false;
  trust: SampleRecord['trust'] = 'data';
  readonly #runSeed: number;
  readonly #clock: Clock;

  constructor(key: SampleKey, options: { runSeed: number; clock: Clock }) {
    this.key = key;
    this.#runSeed = options.runSeed;
    this.#clock = options.clock;
    this.observation = {
      ...key,
      startedMs: options.clock.sinceStartMs(),
      wallMs: 0,
      completions: [],
      executions: [],
      hops: [],
      messagePathMs: [],
      derefMs: [],
      derefBytes: 0,
      refused: {},
    };
  }

  /** The seed of a completion; recorded under `role` or `role/turn`. */
  seedFor(role: Role, turn: number): number {
    const seed = deriveSeed({
      runSeed: this.#runSeed,
      suite: this.key.suite,
      case: this.key.task,
      repeat: this.key.sample,
      role,
      turn,
    });
    this.seeds[turn === 0 ? role : `${role}/${turn}`] = seed;
    return seed;
  }

  /** What somebody said, without lone surrogates; the transcript says so when there were any. */
  wellFormed<T>(said: T, what: string): T {
    const { value, replaced } = wellFormed(said);
    if (replaced > 0) this.transcript.push({ type: 'note', text: `lone surrogates replaced: ${what}` });
    return value;
  }

  /** The journal entry of the finished sample. */
  close(ending: Ending): JournalEntry {
    this.observation.wallMs = this.#clock.sinceStartMs() - this.observation.startedMs;
    // Whatever way a text came here: one that cannot be written would cost the run.
    const { transcript, ending: ended, observation } = this.#writable(ending);
    const record: SampleRecord = {
      ...this.key,
      outcome: ended.outcome,
      cause: ended.cause,
      scores: this.scores,
      counts: this.counts,
      seeds: this.seeds,
      tokens: tokensOf(transcript),
      verdict: ended.verdict ?? null,
      tainted: this.tainted,
      trust: this.trust,
      errorCode: ended.errorCode ?? null,
      transcriptSha256: sha256(transcriptText(transcript)),
    };
    return { record, transcript, observation };
  }

  #writable(ending: Ending) {
    const { transcript, observation } = this;
    const { value, replaced } = wellFormed({ ending, transcript, observation });
    if (replaced === 0) return value;
    const note: TranscriptEvent = { type: 'note', text: 'lone surrogates replaced' };
    return { ...value, transcript: [...value.transcript, note] };
  }
}
