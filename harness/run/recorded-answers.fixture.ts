import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ChatClient, ChatReply, Role } from '../contract/chat.ts';

/** One answer of fixtures/answers/, as far as tests of a run use it. */
const RecordedAnswer = z.object({
  id: z.string(),
  role: Role,
  entry_point: z.string(),
  answer: z.string(),
});
export type RecordedAnswer = z.infer<typeof RecordedAnswer>;

/** One answer of fixtures/answers/stories.jsonl: every completion of a whole sample was recorded. */
const StoryAnswer = RecordedAnswer.extend({
  task: z.string(),
  sample: z.number(),
  step: z.string(),
  seed: z.number(),
  grammar: z.boolean(),
  stop: ChatReply.shape.finishReason,
  tokens: ChatReply.shape.tokens,
});
export type StoryAnswer = z.infer<typeof StoryAnswer>;

/** The recorded answer with this id. */
export function recordedAnswer(file: string, id: string): RecordedAnswer {
  const found = linesOf(file).find((line) => RecordedAnswer.parse(line).id === id);
  return RecordedAnswer.parse(found);
}

/** All answers of one recorded sample, in the order they were given. */
export function recordedStory(task: string, sample: number): StoryAnswer[] {
  return linesOf('stories')
    .map((line) => StoryAnswer.parse(line))
    .filter((answer) => answer.task === task && answer.sample === sample);
}

/** A model that says what was recorded under the seed it is asked with; a seed tells sample, role and turn. Any other question is an error. */
export function replaying(answers: readonly StoryAnswer[]): ChatClient {
  return {
    complete: ({ seed }) => {
      const known = answers.find((answer) => answer.seed === seed);
      if (known === undefined)
        return Promise.reject(new RangeError(`no answer was recorded for seed ${seed}`));
      const reply = { text: known.answer, finishReason: known.stop, tokens: known.tokens };
      return Promise.resolve({
        reply,
        observation: { worker: 0, queueMs: 0, firstTokenMs: 0, wallMs: 0, retries: 0 },
      });
    },
  };
}

function linesOf(file: string): unknown[] {
  const text = readFileSync(`fixtures/answers/${file}.jsonl`, 'utf8').trim();
  return text.split('\n').map((line): unknown => JSON.parse(line));
}
