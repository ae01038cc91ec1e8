import type { Evidence } from '../../harness/contract/manifest.ts';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { grouped, plural } from '../format.ts';
import { outsideOf, outsideWords } from '../outside.ts';
import { type Markup, markup } from './template.ts';
import { agentsReadSentence } from '../agents-read.ts';

interface Badge {
  tone: 'good' | 'warn' | 'bad';
  text: string;
  href: string;
  title: string;
}

/** What decides whether to believe the run: determinism class, seal, refused attempts, source state; each leads to its evidence. */
export function badges(input: RunRecord): Markup {
  const { manifest } = input;
  const all = [
    determinism(manifest),
    seal(manifest),
    outside(manifest),
    attempts(manifest),
    source(manifest),
    trust(input),
    arms(input),
  ];
  return markup`<ul class="badges">
    ${all
      .filter((badge) => badge !== null)
      .map(
        ({ tone, text, href, title }) =>
          markup`<li>
            <a class="badge ${tone}" href="${href}" title="${title}"
              ><span class="sign" aria-hidden="true">${signs[tone]}</span>${text}</a
            >
          </li>`,
      )}
  </ul>`;
}

const signs = { good: '✓', warn: '!', bad: '✗' };

function determinism({ determinism: { class: grade, reason, draft } }: Evidence): Badge {
  if (draft === true)
    return { tone: 'bad', text: 'Draft: tasks under edit', href: '#methods', title: reason };
  const words = { D0: 'D0 recorded only', D1: 'D1 replayable', D2: 'D2 repeatable on this machine class' };
  return { tone: grade === 'D0' ? 'warn' : 'good', text: words[grade], href: '#methods', title: reason };
}

function seal({ hermeticity, outsideAgents }: Evidence): Badge {
  const { through } = hermeticity.canaries;
  const href = '#hermeticity';
  if (through > 0)
    return {
      tone: 'bad',
      text: `Seal broken: ${plural(through, 'canary')} through`,
      href,
      title: 'A canary reached its target.',
    };
  if (hermeticity.level === 'off')
    return { tone: 'bad', text: 'Not sealed', href, title: 'hermetic: false in the config.' };
  const all = outsideOf(outsideAgents).length === 0;
  const by = hermeticity.level === 'kernel' ? 'by the kernel' : 'in the process only';
  const text = all ? `Sealed ${by}` : `Programs sealed ${by}`;
  const title =
    `${grouped(hermeticity.canaries.refused)} canaries refused; launcher: ${hermeticity.launcherLevel}. ${agentsReadSentence(hermeticity)}`.trim();
  return { tone: hermeticity.level === 'kernel' ? 'good' : 'warn', text, href, title };
}

function outside({ outsideAgents }: Evidence): Badge | null {
  const agents = outsideOf(outsideAgents);
  if (agents.length === 0) return null;
  const title = agents.map(([role, agent]) => `${role}: ${outsideWords(agent)}`).join('; ');
  const text = `Outside the seal: ${agents.map(([role]) => role).join(', ')}`;
  return { tone: 'warn', text, href: '#hermeticity', title };
}

function attempts({ hermeticity }: Evidence): Badge {
  const { total, agent, ours } = hermeticity.refused;
  const text = total === 0 ? 'No network attempts' : `${plural(total, 'network attempt')} refused`;
  return {
    tone: ours > 0 ? 'warn' : 'good',
    text,
    href: '#hermeticity',
    title: `${agent} by agents’ programs, ${ours} by our own code.`,
  };
}

function source({ git }: Evidence): Badge {
  const href = '#provenance';
  if (git === 'absent')
    return { tone: 'warn', text: 'No git commit', href, title: 'The run did not happen in a git checkout.' };
  const commit = git.commit.slice(0, 10);
  return git.dirty
    ? {
        tone: 'warn',
        text: `${commit} + uncommitted changes`,
        href,
        title: 'The working tree differs from the commit.',
      }
    : { tone: 'good', text: `commit ${commit}, clean`, href, title: git.commit };
}

function trust({ summary }: RunRecord): Badge | null {
  const realm = summary.suites.reduce((sum, suite) => sum + (suite.counts?.['realm_trust'] ?? 0), 0);
  const tainted = summary.suites.reduce((sum, suite) => sum + (suite.counts?.['tainted'] ?? 0), 0);
  if (realm + tainted === 0) return null;
  const parts = [
    realm > 0 && `${grouped(realm)} of lower trust`,
    tainted > 0 && `${grouped(tainted)} tainted`,
  ];
  return {
    tone: 'warn',
    text: parts.filter((part) => part !== false).join(', '),
    href: '#methods',
    title: 'Lower trust: program and test shared a realm. Tainted: a verdict depended on a limit.',
  };
}

function arms({ summary }: RunRecord): Badge | null {
  if (summary.arms === undefined || summary.arms.length === 0) return null;
  const different = summary.arms.reduce((sum, pair) => sum + pair.differentOutcomes.length, 0);
  const title = 'An arm changes only how acts are encoded; outcomes must be equal.';
  return different === 0
    ? { tone: 'good', text: 'Equal outcomes in all arms', href: '#arms', title }
    : { tone: 'bad', text: `${plural(different, 'outcome')} differ between arms`, href: '#arms', title };
}
