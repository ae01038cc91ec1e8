import type { Json } from '../../harness/contract/json.ts';
import type { TranscriptEvent } from '../../harness/contract/run-record.ts';
import { type Child, h } from './dom.ts';

type Fields = Readonly<Record<string, Json>>;

/** What a role answered last in a transcript, or null. */
export function lastAnswer(transcript: readonly TranscriptEvent[], role: string): Fields | null {
  const event = transcript.findLast((each) => each.type === 'answer' && each.role === role);
  return event?.type === 'answer' ? fieldsOf(event.answer) : null;
}

/** The events of one type, in order. */
export function eventsOf<Type extends TranscriptEvent['type']>(
  transcript: readonly TranscriptEvent[],
  type: Type,
): Extract<TranscriptEvent, { type: Type }>[] {
  return transcript.filter((event): event is Extract<TranscriptEvent, { type: Type }> => event.type === type);
}

/** Shows an answer: what `product` makes of it, or what was refused and why. */
export function answered(answer: Fields, product: (answer: Fields) => Child): Child {
  const refused = answer['refusal'];
  if (refused === undefined) return product(answer);
  const { reason, text } = fieldsOf(refused);
  return [
    h('p', { class: 'bad' }, `∅ nothing usable: ${textOf(reason)}`),
    h('pre', { tabindex: '0' }, textOf(text)),
  ];
}

/** The fields of a JSON object; none when it is something else. */
export function fieldsOf(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The items of a JSON array; none when it is something else. */
export function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** A string as it is, nothing as '', anything else as JSON. */
export function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
