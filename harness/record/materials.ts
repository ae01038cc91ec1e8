import { basename, relative, sep } from 'node:path';
import { nodePath } from '../../sandbox/launch/index.ts';
import { canonicalJson, sha256 } from '../contract/canonical-json.ts';
import type { Role } from '../contract/chat.ts';
import { HermesError } from '../contract/errors.ts';
import type { HostFacts } from '../contract/host-facts.ts';
import type { Json } from '../contract/json.ts';
import type { ChangedMaterial, Material } from '../contract/manifest.ts';
import { packageRoot } from '../contract/package-files.ts';
import type { HermesConfig } from '../contract/config.ts';
import { rolesAsked, type Suite } from '../contract/suite.ts';
import { describeInstallation, installRoot, isolatedVmPath } from './installation.ts';
import { digestOfFile } from './safe-files.ts';

/** What every run is executed by, hashed now: our own code, its dependencies, Node and the isolate's addon. */
export function installedMaterials(projectRoot: string): Material[] {
  const { source, dependencies } = describeInstallation();
  return [
    {
      ...bare('source', source.sha256, 'what run host, agents, workers and sandboxes load'),
      annotations: { files: source.files.length },
    },
    {
      ...bare('dependencies', dependencies.sha256, 'versions in node_modules of what the source imports'),
      annotations: { packages: dependencies.packages },
    },
    fileMaterial('node', nodePath(), projectRoot),
    fileMaterial(`native:${basename(isolatedVmPath())}`, isolatedVmPath(), projectRoot),
  ];
}

type Digested = Pick<Material, 'name' | 'sha256'>;

/** Which materials are not what they were when the run started. */
export function changesOf(before: readonly Digested[], now: readonly Digested[]): ChangedMaterial[] {
  const found = new Map(now.map(({ name, sha256 }) => [name, sha256]));
  return before
    .map(({ name, sha256 }) => ({ name, before: sha256, now: found.get(name) ?? sha256OfNothing }))
    .filter((change) => change.now !== change.before);
}

/** What a material counts as that is gone. */
const sha256OfNothing = sha256('');

/** The error that says which materials of a run are not what they were at the start, with both digests of each. */
export function materialsChanged(changed: ChangedMaterial[]): HermesError {
  const texts = changed.map(({ name, before, now }) =>
    before === now
      ? `${name} was written to while the run went on, though its bytes are again those of the start, ${before}`
      : `${name} was changed while the run went on: it was ${before} at the start and is ${now} now`,
  );
  return new HermesError('HERMES_RUN_MATERIAL_CHANGED', {
    message: `${texts.join('; ')}.`,
    value: changed.map(({ name }) => name).join(', '),
    fix: 'run again and leave models, prompts, code and libraries alone until it has ended; what was finished is kept and reported, but no number of it can be repeated.',
  });
}

const changedPrefix = 'changed:';

/** Changes as materials beside those of the start: a run that had both has a run digest of its own. */
export function changedAsMaterials(changed: ChangedMaterial[]): Material[] {
  return changed.map(({ name, now }) => ({
    name: `${changedPrefix}${name}`,
    sha256: now,
    location: 'as it was when the run ended',
    annotations: {},
  }));
}

/** The changes that a list of materials tells of. */
export function changedMaterials(materials: readonly Material[]): ChangedMaterial[] {
  const digests = new Map(materials.map(({ name, sha256 }) => [name, sha256]));
  return materials
    .filter(({ name }) => name.startsWith(changedPrefix))
    .map(({ name: changed, sha256: now }) => {
      const name = changed.slice(changedPrefix.length);
      return { name, before: digests.get(name) ?? now, now };
    });
}

/** Everything that went into a run, with its SHA-256: what was hashed before it started, and what the run host really used. */
export function collectMaterials(
  facts: Pick<HostFacts, 'model' | 'prompts' | 'agentCards' | 'nativeLibraries'>,
  run: { projectRoot: string; suites: Suite[]; installed: Material[]; agents: HermesConfig['agents'] },
): Material[] {
  const { model, prompts, agentCards, nativeLibraries } = facts;
  const roles = rolesAsked(run.suites);
  const isOurs = (role: Role) => run.agents[role] === undefined;
  return [
    ...(roles.some(isOurs) ? modelMaterials(model) : []),
    ...roles.filter((role) => !isOurs(role)).map((role) => cardMaterial(role, agentCards[role] ?? null)),
    ...taskMaterials(run.suites),
    ...promptsOf(prompts, roles.filter(isOurs)).map(([name, { sha256: digest, text }]) => ({
      ...bare(`prompt:${name}`, digest, `harness/agents/prompts/${name}`),
      annotations: { text },
    })),
    ...run.installed,
    ...nativeLibraries.map((path) => fileMaterial(`native:${basename(path)}`, path, run.projectRoot)),
  ];
}

/** Of the roles that suites asked and that our own agents played. */
function promptsOf(
  prompts: HostFacts['prompts'],
  roles: readonly string[],
): [string, HostFacts['prompts'][string]][] {
  return Object.entries(prompts).filter(([name]) => roles.includes(name.split('/').at(-1) ?? ''));
}

/** What an outside agent says that it is: the only thing of it that can be pinned. */
function cardMaterial(role: Role, card: Json): Material {
  const text = canonicalJson(card);
  return {
    ...bare(`agent:${role}`, sha256(text), 'the card that the agent gave at the start'),
    annotations: { text },
  };
}

function modelMaterials(model: HostFacts['model']): Material[] {
  if (model === null) return [];
  const { repo, revision, file, bytes, quantization, chatTemplateSha256 } = model;
  return [
    {
      ...bare('model', model.sha256, `cache:${repo}@${revision}:${file}`),
      annotations: { repo, revision, file, bytes, quantization },
    },
    bare('tokenizer', model.tokenizerSha256, 'inside the model file'),
    ...(chatTemplateSha256 === null
      ? []
      : [bare('chat-template', chatTemplateSha256, 'inside the model file')]),
  ];
}

function bare(name: string, digest: string, location: string): Material {
  return { name, sha256: digest, location, annotations: {} };
}

function taskMaterials(suites: Suite[]): Material[] {
  const origins = new Map(suites.map(({ origin, given }) => [origin.name, { origin, given }]));
  return [...origins.values()].flatMap(({ origin, given }) => [
    {
      name: `tasks:${origin.name}`,
      sha256: origin.sha256,
      location: origin.locked || given !== undefined ? origin.name : 'declared in a suite file',
      annotations: { kind: origin.kind },
    },
    // A data set's own solutions are in its file.
    ...(given === undefined || given.name === 'canonical'
      ? []
      : [bare(`answers:${given.name}`, given.sha256, given.name)]),
  ]);
}

function fileMaterial(name: string, path: string, projectRoot: string): Material {
  // Home and user names stay out of the record where the path lies inside the project or the package.
  const root = [projectRoot, packageRoot, installRoot].find((folder) => path.startsWith(`${folder}${sep}`));
  const location = root === undefined ? path : relative(root, path);
  return { name, sha256: digestOfFile(path, true).sha256, location, annotations: {} };
}
