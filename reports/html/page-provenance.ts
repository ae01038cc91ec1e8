import type { Json } from '../../harness/contract/json.ts';
import type { Evidence, Material } from '../../harness/contract/manifest.ts';
import type { RunRecord } from '../../harness/contract/run-directory.ts';
import { formatBytes, plural } from '../format.ts';
import { outsideOf, outsideWords } from '../outside.ts';
import { materialsOf, modelOf, noteOf } from '../materials.ts';
import { type Markup, markup } from './template.ts';

/** What went into the run and what identifies it, every digest in full with the command that checks it. */
export function provenancePage({ manifest }: RunRecord): Markup {
  const { digests, commands, config, git, parameters, environment, sandbox } = manifest;
  const { sampling, limits, model } = parameters;
  return markup`<section id="provenance" class="page" aria-labelledby="provenance-title"><h1 id="provenance-title">Provenance</h1>
<pre class="command" tabindex="0">${commands.verify}</pre><p class="note">Recomputes every digest of this page from the run directory and names what differs (it shows corruption, not authorship).</p>
<h2>Digests of this run</h2>${facts(Object.entries(digests).map(([name, digest]) => [name, digest, digestNotes[name] ?? '']))}
${outsideAgents(manifest)}<h2>Models</h2>${models(manifest)}
<h2>Tasks</h2>${files(materialsOf(manifest, 'tasks:'))}${suiteNotes(manifest.suites)}
<h2>Prompts</h2>${prompts(materialsOf(manifest, 'prompt:'))}
<h2>Source</h2>${facts([
    ['commit', git === 'absent' ? 'absent: not a git checkout' : git.commit, workingTree(git)],
    ['hermes', manifest.hermesVersion, ''],
  ])}
<h2>Code and its dependencies</h2>${facts(codeOf(manifest).map(({ name, location, sha256 }) => [name, sha256, location]))}
<h2>Native libraries loaded</h2>${files(materialsOf(manifest, 'native:'))}
<h2>Versions</h2>${record({ node: environment.node, ...sandbox.engine })}
<h2>Machine</h2>${facts([['machine class', manifest.machineClass, 'part of the run digest']])}${record(manifest.machineClassInputs)}
<h2>Seeds and limits</h2>${facts([['run seed', String(parameters.seed), parameters.seedScheme]])}${record({ ...limits, typeCheck: parameters.typeCheck ?? 'types of TypeScript not checked', ...(model && { contextTokens: model.contextSize }), ...sampling })}
<h2>Execution</h2><p class="note">In no digest: results must not depend on it.</p>${record(execution(manifest))}
<h2>Resolved config</h2><details><summary>all of it</summary><pre tabindex="0">${JSON.stringify(config, null, 2)}</pre></details>
</section>
`;
}

function codeOf(manifest: Evidence): Material[] {
  return [...materialsOf(manifest, 'source'), ...materialsOf(manifest, 'dependencies')];
}

function execution({ execution: seen }: Evidence): Json {
  const { workers, sandboxWorkers, launcher, http2, wallMs } = seen;
  const { sent: http2SentBytes, received: http2ReceivedBytes } = http2;
  return { workers, sandboxWorkers, launcher, http2SentBytes, http2ReceivedBytes, wallMs };
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

function record(values: Json): Markup {
  return facts(
    Object.entries(values ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
      '',
    ]),
  );
}

/** Of agents outside the seal only their cards can be pinned. */
function outsideAgents({ outsideAgents: agents }: Evidence): Markup | null {
  const rows = outsideOf(agents).map(([role, agent]): Fact => {
    const claimed = agent.card?.claimedSha256 ?? null;
    const claims = claimed === null ? '' : `; its card says that it is ${claimed}, which nobody checked`;
    return [role, agent.card?.sha256 ?? 'no card', `card of ${outsideWords(agent)}${claims}`];
  });
  return rows.length === 0
    ? null
    : markup`<h2>Agents outside the seal</h2>${facts(rows)}
`;
}

function models(manifest: Evidence): Markup {
  const model = modelOf(manifest);
  if (model === undefined) return noFiles;
  const { name, material } = model;
  const { bytes } = material.annotations;
  const size = typeof bytes === 'number' ? `${formatBytes(bytes)}, ` : '';
  return facts([
    [
      name,
      material.sha256,
      `${size}${noteOf(material, 'quantization')}, revision ${noteOf(material, 'revision')}`,
    ],
  ]);
}

const noFiles = markup`<p>None recorded.</p>`;

/** Files by the part of their name behind the colon. */
function files(list: readonly Material[]): Markup {
  if (list.length === 0) return noFiles;
  return facts(
    list.map((file) => {
      const name = file.name.slice(file.name.indexOf(':') + 1);
      return [name, file.sha256, placeOf(file, name)];
    }),
  );
}

/** Where a file lay: a path of this machine begins at its package, one that repeats the name is left out. */
function placeOf({ location }: Material, name: string): string {
  const place = location.replace(/^.*[\\/](?=node_modules[\\/])/, '');
  return place === name ? '' : place;
}

function prompts(list: readonly Material[]): Markup {
  return markup`${files(list)}${list.map(
    (prompt) =>
      markup`<details>
          <summary>${prompt.name.slice('prompt:'.length)}</summary>
          <pre>${noteOf(prompt, 'text')}</pre>
        </details>`,
  )}`;
}

/** Suites that share a note are named together. */
function suiteNotes(suites: Evidence['suites']): Markup {
  const entries = Object.entries(suites);
  const notes = Map.groupBy(
    entries.filter(([, suite]) => suite.contamination !== undefined),
    ([, suite]) => suite.contamination ?? '',
  );
  const shown = [...notes].map(
    ([note, own]) => markup`<p><b>${own.map(([name]) => name).join(', ')}:</b> ${note}</p>`,
  );
  return markup`${shown}${entries.map(([name, suite]) => excludedTasks(name, suite.excluded))}`;
}

function excludedTasks(name: string, tasks: readonly { taskId: string; reason: string }[]): Markup | null {
  if (tasks.length === 0) return null;
  return markup`<details><summary>${name}: ${plural(tasks.length, 'task')} left out because the task’s own reference fails</summary><ul>${tasks.map((task) => markup`<li><code>${task.taskId}</code>: ${task.reason}</li>`)}</ul></details>`;
}

function workingTree(git: Evidence['git']): string {
  if (git === 'absent') return '';
  return git.dirty ? 'the working tree had uncommitted changes' : 'clean';
}
