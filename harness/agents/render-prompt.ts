import { readFileSync } from 'node:fs';
import { sha256 } from '../contract/canonical-json.ts';
import type { ChatMessage, Role } from '../contract/chat.ts';
import type { PromptProfile } from '../contract/config.ts';
import { assetPath } from '../contract/package-files.ts';

/** The prompt texts of one profile, as files say them. */
export interface PromptSet {
  profile: PromptProfile;
  texts: Record<Role, { system: string; user: string }>;
}

const roles: Role[] = ['planner', 'coder', 'tester'];

/** Reads the prompts of a profile from their files. */
export function loadPrompts(profile: PromptProfile): PromptSet {
  const read = (role: Role, part: string) => readFileSync(promptFile(profile, role, part), 'utf8');
  const texts = Object.fromEntries(
    roles.map((role) => [role, { system: read(role, 'system'), user: read(role, 'user') }]),
  ) as PromptSet['texts'];
  return { profile, texts };
}

/** Digest and text of each prompt by `profile/role`, for the manifest. */
export function promptFacts({ profile, texts }: PromptSet): Record<string, { sha256: string; text: string }> {
  return Object.fromEntries(
    roles.map((role) => {
      const { system, user } = texts[role];
      return [
        `${profile}/${role}`,
        { sha256: sha256(`${system}\0${user}`), text: `${system}\n---\n${user}` },
      ];
    }),
  );
}

/**
 * Fills a role's prompt. A slot whose value is absent becomes the empty text; values are inserted literally, once. Lines `<<user>>` and
 * `<<assistant>>` of a user file begin turns: an example, question and answer, before the task itself.
 */
export function renderPrompt(
  prompts: PromptSet,
  role: Role,
  values: Record<string, string | undefined>,
): ChatMessage[] {
  const { system, user } = prompts.texts[role];
  const turns: ChatMessage[] = [{ role: 'system', content: system }, ...turnsOf(user)];
  return turns.map((turn) => ({ ...turn, content: filled(turn.content, values) }));
}

// Turns are told apart before anything is filled in: what a task says cannot begin one.
function turnsOf(text: string): ChatMessage[] {
  const [first = '', ...rest] = text.split(/^<<(user|assistant)>>\n/m);
  if (rest.length === 0) return [{ role: 'user', content: first }];
  const turns: ChatMessage[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const role = rest[at] === 'assistant' ? 'assistant' : 'user';
    turns.push({ role, content: (rest[at + 1] ?? '').trimEnd() });
  }
  return turns;
}

function filled(text: string, values: Record<string, string | undefined>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

function promptFile(profile: PromptProfile, role: Role, part: string): string {
  return assetPath(`harness/agents/prompts/${profile}/${role}.${part}.txt`);
}
