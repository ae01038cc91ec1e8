import type { ReportFile, ReportInput, ReportProvenance } from '../../harness/contract/report-input.ts';
import { formatBytes, plural } from '../format.ts';
import { type Markup, markup } from './template.ts';

/** What went into the run and what identifies it, every digest in full with the command that checks it. */
export function provenancePage(input: ReportInput): Markup {
  const { provenance, digests, commands, config, suites } = input;
  const { source, machine, seeds } = provenance;
  return markup`<section id="provenance" class="page" aria-labelledby="provenance-title"><h1 id="provenance-title">Provenance</h1>
<pre class="command" tabindex="0">${commands.verify}</pre><p class="note">Recomputes every digest of this page from the run directory and names what differs (it shows corruption, not authorship).</p>
<h2>Digests of this run</h2>${facts(Object.entries(digests).map(([name, digest]) => [name, digest, digestNotes[name] ?? '']))}
<h2>Models</h2>${files(provenance.models)}
<h2>Tasks</h2>${files(provenance.taskFiles)}${suiteNotes(suites)}
<h2>Prompts</h2>${prompts(provenance)}
<h2>Source</h2>${facts([
    ['commit', source.commit ?? 'absent: not a git checkout', dirtyWord(source.dirty)],
    ['hermes', provenance.hermesVersion, ''],
  ])}
<h2>Lock files</h2>${files(provenance.locks)}
<h2>Native libraries loaded</h2>${files(provenance.nativeLibraries)}
<h2>Versions</h2>${record(provenance.versions)}
<h2>Machine</h2>${facts([['machine class', machine.class, 'part of the run digest']])}${record(machine.facts)}
<h2>Seeds and limits</h2>${facts([['run seed', String(seeds.runSeed), seeds.scheme]])}${record(provenance.limits)}
<h2>Execution</h2><p class="note">In no digest: results must not depend on it.</p>${record(provenance.execution)}
<h2>Resolved config</h2><details><summary>all of it</summary><pre tabindex="0">${JSON.stringify(config, null, 2)}</pre></details>
</section>
`;
}

const digestNotes: Record<string, string> = {
  parameters: 'what was asked: config, seeds, prompts, limits, gates',
  materials: 'what went in: models, tasks, prompts, code, libraries',
  run: 'parameters + materials + machine class; never workers, order or times',
  results: 'sha256sum samples.jsonl',
};

type Fact = readonly [name: string, value: string, note: string];

function facts(rows: readonly Fact[]): Markup {
  const cells = rows.map(
    ([name, value, note]) =>
      markup`<tr><th scope="row">${name}</th><td><code class="digest">${value}</code></td><td class="note">${note}</td></tr>`,
  );
  return markup`<div class="scroll"><table class="facts-table"><tbody>${cells}</tbody></table></div>`;
}

function record(values: Readonly<Record<string, string | number>>): Markup {
  return facts(Object.entries(values).map(([name, value]) => [name, String(value), '']));
}

function files(list: readonly ReportFile[]): Markup {
  if (list.length === 0) return markup`<p>None recorded.</p>`;
  return facts(list.map((file) => [file.name, file.sha256, fileNote(file)]));
}

/** Size and note; a note that is a path of this machine begins at its package, one that repeats the name is left out. */
function fileNote({ name, bytes, note = '' }: ReportFile): string {
  const place = note.replace(/^.*[\\/](?=node_modules[\\/])/, '');
  const parts = [bytes === undefined ? '' : formatBytes(bytes), place === name ? '' : place];
  return parts.filter((part) => part !== '').join(', ');
}

function prompts({ prompts: list }: ReportProvenance): Markup {
  return markup`${files(list)}${list
    .filter((prompt) => prompt.text !== undefined)
    .map(
      (prompt) =>
        markup`<details>
          <summary>${prompt.name}</summary>
          <pre>${prompt.text}</pre>
        </details>`,
    )}`;
}

/** Suites that share a note are named together. */
function suiteNotes(suites: ReportInput['suites']): Markup {
  const entries = Object.entries(suites);
  const notes = Map.groupBy(
    entries.filter(([, suite]) => suite.contamination !== undefined),
    ([, suite]) => suite.contamination ?? '',
  );
  const shown = [...notes].map(
    ([note, own]) => markup`<p><b>${own.map(([name]) => name).join(', ')}:</b> ${note}</p>`,
  );
  return markup`${shown}${entries.map(([name, suite]) => excludedTasks(name, suite.excluded ?? []))}`;
}

function excludedTasks(name: string, tasks: readonly { taskId: string; reason: string }[]): Markup | null {
  if (tasks.length === 0) return null;
  return markup`<details><summary>${name}: ${plural(tasks.length, 'task')} left out because the task’s own reference fails</summary><ul>${tasks.map((task) => markup`<li><code>${task.taskId}</code>: ${task.reason}</li>`)}</ul></details>`;
}

function dirtyWord(dirty: boolean | null): string {
  if (dirty === null) return '';
  return dirty ? 'the working tree had uncommitted changes' : 'clean';
}
