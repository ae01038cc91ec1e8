import type { ToolCall } from '../../contract/chat.ts';
import type { ToolStyle } from './tools/tool-style.ts';

/** What a text is read for while it grows. */
export interface TextRules {
  stop: string[];
  /** How tool calls are written, where tools may be called. */
  toolStyle: ToolStyle | undefined;
  /** White space at the end belongs to nobody. */
  trimEnd: boolean;
  /** Calls in the conversation so far: ids go on from there. */
  callsBefore: number;
}

/** An answer that grows: it is told to people as far as it is certainly text for them. */
export interface AnswerText {
  /** Adds what was decoded; true when a stop text has come. */
  push(whole: string): boolean;
  /** The answer as it is now; tells what is left to tell. */
  end(): { text: string; toolCalls: ToolCall[] };
}

/** Tells pieces to `onText`; all together are the text that `end` gives. */
export function createAnswerText(rules: TextRules, onText: ((text: string) => void) | undefined): AnswerText {
  let text = '';
  let told = 0;
  const tell = (end: number) => {
    if (end > told) onText?.(text.slice(told, end));
    told = Math.max(told, end);
  };
  return {
    push(whole) {
      const from = Math.max(0, text.length - longest(rules.stop));
      text = whole;
      const stops = rules.stop.map((stop) => whole.indexOf(stop, from)).filter((at) => at >= 0);
      if (stops.length > 0) {
        text = whole.slice(0, Math.min(...stops));
        return true;
      }
      tell(certainEnd(text, rules));
      return false;
    },
    end() {
      const found = rules.toolStyle?.find(text) ?? [];
      const toolCalls = found.map((call, index) => ({
        id: callId(rules.callsBefore + index),
        name: call.name,
        arguments: call.arguments,
      }));
      text = withoutSpans(text, found);
      if (rules.trimEnd || found.length > 0) text = text.trimEnd();
      tell(text.length);
      return { text, toolCalls };
    },
  };
}

/** Nine letters and digits: Mistral's templates take no other. */
function callId(index: number): string {
  return `call${String(index).padStart(5, '0')}`;
}

/** Up to here the text stays as it is, whatever follows. */
function certainEnd(text: string, { stop, toolStyle, trimEnd }: TextRules): number {
  const openings = toolStyle === undefined ? [] : toolStyle.openings;
  const opened = openings.map((opening) => openingAt(text, opening, toolStyle?.onlyAtStart ?? false));
  const begun = [...stop, ...openings].map((word) => begunAt(text, word));
  const ends = [...opened, ...begun].filter((at) => at >= 0);
  const end = Math.min(text.length, ...ends);
  return trimEnd || toolStyle !== undefined ? text.slice(0, end).trimEnd().length : end;
}

function openingAt(text: string, opening: string, onlyAtStart: boolean): number {
  if (!onlyAtStart) return text.indexOf(opening);
  return text.trimStart().startsWith(opening) ? 0 : -1;
}

/** Where the longest end of the text is the beginning of the word; -1 when none is. */
function begunAt(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (word.startsWith(text.slice(-length))) return text.length - length;
  }
  return -1;
}

function withoutSpans(text: string, spans: { start: number; end: number }[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) rest += text.slice(at, start);
    at = Math.max(at, end);
  }
  return rest + text.slice(at);
}

function longest(words: string[]): number {
  return Math.max(0, ...words.map(({ length }) => length));
}
